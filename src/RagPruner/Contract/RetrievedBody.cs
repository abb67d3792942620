using System.Text.Json.Serialization;

namespace RagPruner.Contract;

/// <summary>The data of the event <c>retrieved</c>.</summary>
/// <param name="Contexts">What was found, in retrieval order.</param>
internal sealed record RetrievedBody(IReadOnlyList<RetrievedPart> Contexts);

/// <summary>A context before its verdict.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rank">Place in the retrieval order, from 1.</param>
/// <param name="RetrievalScore">The retriever's score; null if it gave none.</param>
/// <param name="Uri">Where the source lies; null if unknown.</param>
internal sealed record RetrievedPart(string Id, int Rank, double? RetrievalScore, string? Uri)
{
    /// <summary>A title for people.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    /// <summary>The text, if the request includes <c>texts</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }
}

/// <summary>The data of the event <c>draft</c>.</summary>
/// <param name="Id">The context that it is from.</param>
/// <param name="Evidence">What came; null if the draft failed, for the reason that the verdict will give.</param>
/// <param name="Done">How many drafts are over.</param>
/// <param name="Total">How many there are.</param>
internal sealed record DraftBody(string Id, EvidencePart? Evidence, int Done, int Total);

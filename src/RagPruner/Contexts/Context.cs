using RagPruner.Accounting;

namespace RagPruner.Contexts;

/// <summary>One chunk of a source: retrieved, or brought by the caller.</summary>
public sealed record Context
{
    /// <summary>Stable identity of the chunk, unique within one retrieval.</summary>
    public required string Id { get; init; }

    /// <summary>The chunk's text. Empty for content that has none (an image, say): such a context is listed as unscored.</summary>
    public required string Text { get; init; }

    /// <summary>Place in the retrieval order, 1 for the first. Ties in score break by it.</summary>
    public required int Rank { get; init; }

    /// <summary>The retriever's (or reranker's) score; higher is better, the scale is the retriever's own. Null if it gives none.</summary>
    public double? RetrievalScore { get; init; }

    /// <summary>Which retrievers of a union found it, with the rank that each gave it; null where there is but one.</summary>
    public IReadOnlyDictionary<string, int>? FoundBy { get; init; }

    /// <summary>A reranker's score, where one was asked beside the retriever, to be compared with; else null.</summary>
    internal double? RerankScore { get; init; }

    /// <summary>A title for people, if the source has one.</summary>
    public string? Title { get; init; }

    /// <summary>Where the source lies, if it says so.</summary>
    public string? Uri { get; init; }

    /// <summary>What counts as one origin: contexts of the same source speak with one voice. Unless given, the uri without its fragment.</summary>
    public string? Source
    {
        get => field ?? Uri?.Split('#')[0];
        init;
    }

    /// <summary>
    /// How far the source is trusted: 0 or above, 1 being what a source has of which nothing is known. Decides between sets of
    /// sources of equal size, and weighs votes. Null where nothing is known.
    /// </summary>
    public double? Trust
    {
        get;
        init => field = value is null || TrustWeight.IsWeight(value.Value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A trust weight is a finite number of at least 0.");
    }

    /// <summary>Whether its metadata had something for a trust weight that is none.</summary>
    internal bool HasUnreadableTrust { get; init; }

    /// <summary>
    /// Estimated length in tokens (see <see cref="TokenEstimate"/>), of <see cref="Text"/> unless given: where the text was
    /// cut on its way, the whole one counts.
    /// </summary>
    public int EstimatedTokens
    {
        get => field > 0 ? field : TokenEstimate.Of(Text);
        init;
    }
}

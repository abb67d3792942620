namespace RagPruner.Contexts;

/// <summary>Takes the caller's documents as contexts.</summary>
internal static class DocumentList
{
    public const int LongestId = 1024;
    public const int LongestLabel = 2048;

    /// <summary>
    /// The documents as contexts, in retrieval order: by score where every one has one, ties in the order given; else in the
    /// order given, without scores, for half of a scale ranks nothing.
    /// </summary>
    /// <param name="documents">The documents.</param>
    /// <param name="trustKey">The metadata key of a source's weight, or null.</param>
    /// <exception cref="PrunerInvalidInput">There are none or too many, or a member is out of range; the message names it, and quotes nothing.</exception>
    public static IReadOnlyList<Context> ToContexts(IReadOnlyList<Document> documents, string? trustKey = null)
    {
        if (documents.Count is < 1 or > Document.MostDocuments)
            throw new PrunerInvalidInput($"documents must list 1 to {Document.MostDocuments}.");
        var ids = IdsOf(documents);
        var hasScores = documents.All(d => d?.Score is not null);
        return [.. documents.Select((document, i) => (Document: Checked(document, i), Id: ids[i]))
            .OrderByDescending(d => hasScores ? d.Document.Score!.Value : 0)
            .Select((d, i) => new Context
            {
                Id = d.Id,
                Text = d.Document.Text,
                Rank = i + 1,
                RetrievalScore = hasScores ? d.Document.Score : null,
                Title = d.Document.Title,
                Uri = d.Document.Uri,
                Source = d.Document.Source ?? SourceIn(d.Document.Metadata),
            }.WithTrust(d.Document.Metadata, trustKey))];
    }

    /// <summary>What metadata say is the source; null if they do not.</summary>
    internal static string? SourceIn(IReadOnlyDictionary<string, MetadataValue>? metadata) =>
        metadata?.GetValueOrDefault("source")?.Text is { Length: > 0 } source ? source : null;

    private static string[] IdsOf(IReadOnlyList<Document> documents)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < documents.Count; i++)
        {
            if (documents[i]?.Id is { } id && !places.TryAdd(id, i))
                throw new PrunerInvalidInput($"documents[{i}].id is the same as documents[{places[id]}].id.");
        }
        return [.. documents.Select((document, i) =>
        {
            if (document?.Id is { } given)
                return given;
            var id = $"doc-{i + 1}";
            while (!places.TryAdd(id, i))
                id += "-";
            return id;
        })];
    }

    private static Document Checked(Document document, int at)
    {
        if (document?.Text is null)
            throw new PrunerInvalidInput($"documents[{at}].text is required.");
        Check("id", document.Id, LongestId);
        Check("title", document.Title, LongestLabel);
        Check("uri", document.Uri, LongestLabel);
        Check("source", document.Source, LongestLabel);
        Check("metadata.source", SourceIn(document.Metadata), LongestLabel);
        return document.Score is { } score && !double.IsFinite(score)
            ? throw new PrunerInvalidInput($"documents[{at}].score must be a finite number.") : document;

        void Check(string member, string? value, int longest)
        {
            if (value is { Length: 0 } || value?.Length > longest)
                throw new PrunerInvalidInput($"documents[{at}].{member} must have 1 to {longest} characters.");
        }
    }
}

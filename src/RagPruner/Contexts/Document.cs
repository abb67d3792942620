namespace RagPruner.Contexts;

/// <summary>A text that the caller brings, in place of one that is retrieved.</summary>
/// <param name="Text">Its text. Without any, it is listed as unscored.</param>
public sealed record Document(string Text)
{
    /// <summary>The most that a request can bring.</summary>
    public const int MostDocuments = 100;

    /// <summary>What it is called in the result: 1 to 1,024 characters, no two the same. Null for <c>doc-</c> and its place in the list, from 1.</summary>
    public string? Id { get; init; }

    /// <summary>A title for people.</summary>
    public string? Title { get; init; }

    /// <summary>Where it lies.</summary>
    public string? Uri { get; init; }

    /// <summary>What counts as one origin; null for a text <c>source</c> in the metadata, else the uri without its fragment.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// The score of whatever found it: finite, higher is better. Where every document has one, the best come first; where
    /// one has none, no score counts, and the order given is the retrieval order.
    /// </summary>
    public double? Score { get; init; }

    /// <summary>What else is known of it. Only <c>source</c> is read, and <see cref="Pipeline.PrunerOptions.TrustKey"/>.</summary>
    public IReadOnlyDictionary<string, MetadataValue>? Metadata { get; init; }
}

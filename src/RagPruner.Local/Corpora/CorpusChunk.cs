namespace RagPruner.Local.Corpora;

/// <summary>One piece of a corpus, as it is indexed and retrieved.</summary>
/// <param name="Id">Unique in the corpus: a JSONL record's id, or <c>path#n</c> for the n-th chunk of a file.</param>
/// <param name="Title">A title for people, or null.</param>
/// <param name="Text">The text.</param>
/// <param name="Uri">Where the source lies, or null.</param>
/// <param name="Metadata">A JSON object, or null.</param>
internal sealed record CorpusChunk(string Id, string? Title, string Text, string? Uri, string? Metadata)
{
    /// <summary>Whether a context is, or is part of, the source that a question names as relevant.</summary>
    public static bool IsOf(string contextId, string sourceId) =>
        contextId.StartsWith(sourceId, StringComparison.Ordinal) && (contextId.Length == sourceId.Length || contextId[sourceId.Length] == '#');
}

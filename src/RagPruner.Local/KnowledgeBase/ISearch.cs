using RagPruner.Contexts;

namespace RagPruner.Local.KnowledgeBase;

/// <summary>Finds contexts in a corpus. Safe for concurrent use.</summary>
internal interface ISearch
{
    /// <summary>How it finds them, as people name it.</summary>
    string Method { get; }

    /// <summary>The best contexts for a question, best first, each with its metadata as a JSON object.</summary>
    /// <param name="question">The question.</param>
    /// <param name="count">The most contexts.</param>
    /// <param name="filter">What each of them must match, or null.</param>
    IReadOnlyList<(Context Context, string? Metadata)> SearchWithMetadata(string question, int count, ContextFilter? filter);
}

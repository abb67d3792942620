using RagPruner.Contexts;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Neural.Embeddings;

/// <summary>
/// Two searches as one, by reciprocal rank fusion: each gives a context 1 / (60 + its rank), and the sum ranks it (Cormack,
/// Clarke and Buettcher, 2009). Scores of different kinds need not be compared for it. Ties by the first search's order.
/// </summary>
internal sealed class HybridSearch(ISearch first, ISearch second) : ISearch
{
    public const string Name = "hybrid";

    private const int Constant = 60;

    // Further down, a context could no longer come among those that are wanted.
    private const int Depth = 100;

    public string Method => Name;

    public IReadOnlyList<(Context Context, string? Metadata)> SearchWithMetadata(string question, int count, ContextFilter? filter)
    {
        var depth = Math.Max(Depth, count);
        var found = new Dictionary<string, (Context Context, string? Metadata, double Score, int Order)>(StringComparer.Ordinal);
        foreach (var search in new[] { first, second })
        {
            foreach (var (context, metadata) in search.SearchWithMetadata(question, depth, filter))
            {
                var before = found.TryGetValue(context.Id, out var seen) ? seen : (context, metadata, 0, found.Count);
                found[context.Id] = before with { Score = before.Score + 1.0 / (Constant + context.Rank) };
            }
        }
        return [.. found.Values.OrderByDescending(f => f.Score).ThenBy(f => f.Order).Take(count)
            .Select((f, i) => (f.Context with { RetrievalScore = f.Score, Rank = i + 1 }, f.Metadata))];
    }
}

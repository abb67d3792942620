using RagPruner.Text;

namespace RagPruner.Calibration;

/// <summary>
/// Splits questions in two halves by a hash of their ids, so that neither the order of the questions nor what else is asked
/// decides where one falls.
/// </summary>
internal static class QuestionSplits
{
    /// <summary>How many splits a fit is averaged over: one alone is a matter of luck on a few dozen questions.</summary>
    public const int Count = 20;

    /// <summary>The splits that belong to a seed.</summary>
    public static IEnumerable<int> Of(int seed) => Enumerable.Range(0, Count).Select(i => unchecked(seed * Count + i));

    /// <summary>Two halves, with as many answerable questions in each; each in the order of the hash.</summary>
    /// <param name="items">The items, with different ids.</param>
    /// <param name="question">An item's question.</param>
    /// <param name="split">Which split.</param>
    public static (IReadOnlyList<T> First, IReadOnlyList<T> Second) Halves<T>(IReadOnlyList<T> items, Func<T, LabelledQuestion> question, int split)
    {
        var sorted = items.OrderByDescending(i => question(i).IsAnswerable).ThenBy(i => HashOf(question(i).Id, split))
            .ThenBy(i => question(i).Id, StringComparer.Ordinal).ToArray();
        return ([.. sorted.Where((_, i) => i % 2 == 0)], [.. sorted.Where((_, i) => i % 2 == 1)]);
    }

    private static ulong HashOf(string id, int split)
    {
        var hash = Fnv.Add(Fnv.Start, unchecked((uint)split));
        foreach (var unit in id)
            hash = Fnv.Add(hash, unit);
        // The last units of an id are where ids differ, and FNV spreads them over the low bits only.
        hash ^= hash >> 32;
        return unchecked(hash * 0x9E3779B97F4A7C15);
    }
}

namespace RagPruner.Local.KnowledgeBase;

/// <summary>
/// How often each term occurs in a corpus: the background of the embedded model. The probability of a term is its share
/// of all occurrences, after setting aside for unseen terms the share of terms seen once (the Good–Turing estimate of
/// the unseen mass, I. J. Good, 1953; at most a half). Known terms and "unseen" together sum to 1.
/// </summary>
internal sealed class CollectionStatistics
{
    private const int TopTerms = 32;

    private readonly IReadOnlyDictionary<string, int> _counts;
    private readonly double _total;

    public CollectionStatistics(IReadOnlyDictionary<string, int> counts)
    {
        _counts = counts;
        _total = Math.Max(1, counts.Values.Sum(c => (long)c));
        Unseen = Math.Clamp(counts.Values.Count(c => c == 1) / _total, 1 / (_total + 1), 0.5);
        MostFrequent = [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(TopTerms).Select(c => c.Key)];
    }

    /// <summary>The probability of all terms that the corpus lacks, as one.</summary>
    public double Unseen { get; }

    /// <summary>The terms that can be more probable than one of a context, best first.</summary>
    public IReadOnlyList<string> MostFrequent { get; }

    /// <summary>Every term of the corpus.</summary>
    public IEnumerable<string> Terms => _counts.Keys;

    /// <summary>p(term | corpus), or null for a term that the corpus lacks.</summary>
    public double? Probability(string term) => _counts.TryGetValue(term, out var count) ? count / _total * (1 - Unseen) : null;

    /// <summary>−ln p(term | corpus): how much a word of a question tells, in nats.</summary>
    public double Information(string term) => -Math.Log(Probability(term) ?? Unseen);
}

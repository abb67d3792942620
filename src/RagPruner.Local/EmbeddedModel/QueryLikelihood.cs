using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>
/// The unigram model of a context, smoothed with its corpus (Zhai and Lafferty, "A study of smoothing methods for
/// language models applied to information retrieval", 2004):
/// <code>p(t | d) = (c(t, d) + μ p(t | C)) / (|d| + μ)</code>
/// where c counts terms and |d| is the context's length. The unseen mass of the corpus is shared evenly by the context's
/// terms that the corpus lacks and "anything else", so that all together sum to 1.
/// </summary>
internal sealed class QueryLikelihood
{
    /// <summary>
    /// How many words of background each context is given. The usual 1,000 to 2,500 is for whole documents; chunks of 100
    /// to 250 words call for less.
    /// </summary>
    public const double Mu = 300;

    private readonly CollectionStatistics _collection;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly int _length;
    private readonly double _unseen;

    public QueryLikelihood(IReadOnlyList<TermAt> context, CollectionStatistics collection)
    {
        (_collection, _length) = (collection, context.Count);
        foreach (var term in context)
            _counts[term.Term] = _counts.GetValueOrDefault(term.Term) + 1;
        _unseen = collection.Unseen / (1 + _counts.Keys.Count(t => collection.Probability(t) is null));
    }

    public IEnumerable<string> Terms => _counts.Keys;

    /// <summary>Whether the term has a probability of its own, instead of a part of that of "anything else".</summary>
    public bool Knows(string term) => _counts.ContainsKey(term) || _collection.Probability(term) is not null;

    public double Probability(string term) =>
        (_counts.GetValueOrDefault(term) + Mu * (_collection.Probability(term) ?? _unseen)) / (_length + Mu);
}

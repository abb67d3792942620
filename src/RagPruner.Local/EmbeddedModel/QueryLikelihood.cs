using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>
/// The unigram model of a context, smoothed with its corpus (Zhai and Lafferty, "A study of smoothing methods for
/// language models applied to information retrieval", 2004):
/// <code>p(t | d) = (c(t, d) + μ p(t | C)) / (|d| + μ)</code>
/// where c counts terms and |d| is the context's length. It sums to 1 over the corpus's terms and "unseen".
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

    public QueryLikelihood(IReadOnlyList<TermAt> context, CollectionStatistics collection)
    {
        (_collection, _length) = (collection, context.Count);
        foreach (var term in context)
            _counts[term.Term] = _counts.GetValueOrDefault(term.Term) + 1;
    }

    public IEnumerable<string> Terms => _counts.Keys;

    public double Probability(string term) =>
        (_counts.GetValueOrDefault(term) + Mu * _collection.Probability(term)) / (_length + Mu);
}

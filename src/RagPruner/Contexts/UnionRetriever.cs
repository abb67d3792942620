namespace RagPruner.Contexts;

/// <summary>
/// Several retrievers as one: all are asked side by side for as many contexts as are wanted, and their results are taken in
/// turn, the first of each before the second of any, a context that several found only once, until there are enough. Their
/// scores are on different scales and are neither fused nor kept: a context's place is the order, and
/// <see cref="Context.FoundBy"/> says who found it, and at which rank. Where one retriever fails, the retrieval fails and is
/// tried again as a whole. Pays where contexts are pruned afterwards: retrieve widely, keep few.
/// </summary>
public sealed class UnionRetriever : IRetriever
{
    private readonly IReadOnlyList<KeyValuePair<string, IRetriever>> _retrievers;

    /// <summary>Joins retrievers.</summary>
    /// <param name="retrievers">Two or more by their names, which differ; of equally ranked results those of the first come first.</param>
    /// <exception cref="ArgumentException">There are fewer, or a name is empty or there twice.</exception>
    public UnionRetriever(params IReadOnlyList<KeyValuePair<string, IRetriever>> retrievers)
    {
        ArgumentNullException.ThrowIfNull(retrievers);
        if (retrievers.Count < 2 || retrievers.Any(r => string.IsNullOrWhiteSpace(r.Key))
            || retrievers.DistinctBy(r => r.Key, StringComparer.Ordinal).Count() < retrievers.Count)
            throw new ArgumentException("A union is of two or more retrievers with different names.", nameof(retrievers));
        _retrievers = [.. retrievers];
    }

    /// <inheritdoc/>
    public int MostCalls => _retrievers.Sum(r => r.Value.MostCalls);

    /// <inheritdoc/>
    public void EnsureFits(ContextFilter filter)
    {
        foreach (var (_, retriever) in _retrievers)
            retriever.EnsureFits(filter);
    }

    /// <inheritdoc/>
    public async Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var found = await Task.WhenAll(_retrievers.Select(async named =>
        {
            try
            {
                return (Name: named.Key, Retrieval: await named.Value.RetrieveAsync(query, stop.Token).ConfigureAwait(false));
            }
            catch
            {
                // Without this one the others' results are of no use.
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        })).ConfigureAwait(false);
        return new Retrieval(Joined(found, query.Count))
        {
            ForeignTenantCount = found.Sum(f => f.Retrieval.ForeignTenantCount),
            FilterMismatchCount = found.Sum(f => f.Retrieval.FilterMismatchCount),
            IsBlocked = found.Any(f => f.Retrieval.IsBlocked),
            Calls = found.Sum(f => f.Retrieval.Calls),
        };
    }

    private static IReadOnlyList<Context> Joined(IEnumerable<(string Name, Retrieval Retrieval)> found, int most)
    {
        // The order is stable: of equal ranks the first retriever's comes first.
        var byId = found.SelectMany(f => f.Retrieval.Contexts.Select(c => (f.Name, Context: c)))
            .OrderBy(f => f.Context.Rank).GroupBy(f => f.Context.Id, StringComparer.Ordinal);
        return [.. byId.Take(most).Select((g, i) => g.First().Context with
        {
            Rank = i + 1,
            RetrievalScore = null,
            FoundBy = g.ToDictionary(f => f.Name, f => f.Context.Rank, StringComparer.Ordinal),
        })];
    }
}

using Microsoft.Extensions.VectorData;
using RagPruner.Contexts;

namespace RagPruner.Extensions.AI;

/// <summary>
/// Finds contexts in a collection of Microsoft.Extensions.VectorData that embeds the questions itself (give it an embedding
/// generator). Safe for concurrent calls if the collection is.
/// </summary>
/// <typeparam name="TRecord">The collection's records.</typeparam>
public sealed class VectorStoreRetriever<TRecord> : IRetriever
    where TRecord : class
{
    private static readonly IReadOnlyDictionary<string, MetadataValue> s_none = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);

    private readonly IVectorSearchable<TRecord> _collection;
    private readonly VectorStoreRetrieverOptions<TRecord> _options;

    /// <summary>Builds a retriever over a collection, which stays its caller's to dispose of.</summary>
    /// <exception cref="ArgumentException">There is a <c>Where</c> and no <c>Metadata</c>: what the store found by it could not be checked.</exception>
    public VectorStoreRetriever(IVectorSearchable<TRecord> collection, VectorStoreRetrieverOptions<TRecord> options)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Where is not null && options.Metadata is null)
            throw new ArgumentException("Where needs Metadata: every result is checked again.", nameof(options));
        (_collection, _options) = (collection, options);
    }

    /// <inheritdoc/>
    public void EnsureFits(ContextFilter filter)
    {
        if (_options.Where is null)
            throw new PrunerInvalidInput("filter cannot be used here: the retriever was built without Where.");
    }

    /// <inheritdoc/>
    public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Condition is not null && _options.Where is null)
            throw new PrunerMisconfigured("The retriever has no Where, and a tenant's contexts cannot be looked for without.");
        var search = new VectorSearchOptions<TRecord> { Filter = query.Condition is { } condition ? _options.Where!(condition) : null };
        return ServiceErrors.CallAsync("The vector store", _options.KindOf, () => SearchAsync(query, search, cancellationToken), cancellationToken);
    }

    private async Task<Retrieval> SearchAsync(RetrievalQuery query, VectorSearchOptions<TRecord> search, CancellationToken cancellationToken)
    {
        var contexts = new List<Context>(query.Count);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var (foreign, mismatched) = (0, 0);
        await foreach (var found in _collection.SearchAsync(query.Question, query.Count, search, cancellationToken).ConfigureAwait(false))
        {
            var metadata = _options.Metadata?.Invoke(found.Record) ?? s_none;
            if (!query.IsOwn(metadata))
                foreign++;
            else if (!query.Accepts(metadata))
                mismatched++;
            else if (ids.Add(_options.Id(found.Record)))
                contexts.Add(ContextOf(found, contexts.Count + 1).WithTrust(metadata, _options.TrustKey));
        }
        return new Retrieval(contexts) { ForeignTenantCount = foreign, FilterMismatchCount = mismatched };
    }

    private Context ContextOf(VectorSearchResult<TRecord> found, int rank) => new()
    {
        Id = _options.Id(found.Record),
        Text = _options.Text(found.Record) ?? "",
        Rank = rank,
        RetrievalScore = _options.ScoresAreDistances ? -found.Score : found.Score,
        Title = _options.Title?.Invoke(found.Record),
        Uri = _options.Uri?.Invoke(found.Record),
    };
}

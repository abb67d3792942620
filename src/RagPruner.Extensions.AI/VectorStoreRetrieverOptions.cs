using System.Linq.Expressions;
using RagPruner.Contexts;

namespace RagPruner.Extensions.AI;

/// <summary>What the records of a vector store hold, for a <see cref="VectorStoreRetriever{TRecord}"/>.</summary>
/// <typeparam name="TRecord">The store's records.</typeparam>
public sealed record VectorStoreRetrieverOptions<TRecord>
    where TRecord : class
{
    /// <summary>A record's id, unique in the store.</summary>
    public required Func<TRecord, string> Id { get; init; }

    /// <summary>A record's text.</summary>
    public required Func<TRecord, string?> Text { get; init; }

    /// <summary>Its title for people; null for none.</summary>
    public Func<TRecord, string?>? Title { get; init; }

    /// <summary>Where its source lies; null for nowhere.</summary>
    public Func<TRecord, string?>? Uri { get; init; }

    /// <summary>The metadata key that says how far a source is trusted, a number of at least 0; null for none.</summary>
    public string? TrustKey { get; init; }

    /// <summary>Its metadata, by which filters and tenants are checked on every result; null for none.</summary>
    public Func<TRecord, IReadOnlyDictionary<string, MetadataValue>>? Metadata { get; init; }

    /// <summary>
    /// A condition on metadata in the store's own terms. Without it requests with a filter are refused, and those of a tenant
    /// cannot be answered: what a store is not asked for, it need not find. Needs <see cref="Metadata"/>.
    /// </summary>
    public Func<ContextFilter, Expression<Func<TRecord, bool>>>? Where { get; init; }

    /// <summary>
    /// What a failure of the store means, for those that only its provider can tell. Null, or a null answer, leaves it to HTTP
    /// statuses, and to <see cref="ErrorKind.UpstreamFailed"/> where there are none.
    /// </summary>
    public Func<Exception, ErrorKind?>? KindOf { get; init; }

    /// <summary>
    /// Whether the store's scores are distances, less being better, as of cosine distance. They are told as they are, with
    /// their sign turned.
    /// </summary>
    public bool ScoresAreDistances { get; init; }
}

namespace RagPruner.Contexts;

/// <summary>What to look for.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Count">How many contexts are wanted at most.</param>
public sealed record RetrievalQuery(string Question, int Count)
{
    /// <summary>A condition on the contexts' metadata, or null.</summary>
    public ContextFilter? Filter { get; init; }

    /// <summary>The tenant that every context must belong to, or null for no tenants.</summary>
    public TenantClause? Tenant { get; init; }

    /// <summary>Filter and tenant as one condition; null for neither. A retriever looks for it, and checks it again on every result.</summary>
    public ContextFilter? Condition => (Filter, Tenant?.Filter) switch
    {
        (null, var tenant) => tenant,
        (var filter, null) => filter,
        var (filter, tenant) => filter.And(tenant),
    };

    /// <summary>
    /// Whether a result with this metadata belongs to the tenant. Stores ignore operators that they do not support, without a
    /// word, so a condition that was sent is no proof of what came back.
    /// </summary>
    public bool IsOwn(IReadOnlyDictionary<string, MetadataValue> metadata) => Tenant is null || Tenant.Filter.Matches(metadata);

    /// <summary>Whether a result with this metadata meets the whole condition, filter and tenant.</summary>
    public bool Accepts(IReadOnlyDictionary<string, MetadataValue> metadata) => IsOwn(metadata) && Filter?.Matches(metadata) != false;
}

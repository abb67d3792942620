namespace RagPruner.Contexts;

/// <summary>Finds contexts for a question. Implementations are safe for concurrent calls.</summary>
public interface IRetriever
{
    /// <summary>The most calls on services that one retrieval makes (pages, reranking): part of a request's plan.</summary>
    int MostCalls => 1;

    /// <summary>
    /// Retrieves at most <see cref="RetrievalQuery.Count"/> contexts, best first. Honours the token promptly, makes one
    /// attempt, and throws only <see cref="Errors.PrunerException"/> or <see cref="OperationCanceledException"/>.
    /// </summary>
    Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken);
}

/// <summary>What to look for.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Count">How many contexts are wanted at most.</param>
public sealed record RetrievalQuery(string Question, int Count)
{
    /// <summary>A condition on the contexts' metadata, or null.</summary>
    public ContextFilter? Filter { get; init; }

    /// <summary>The tenant that every context must belong to, or null for no tenants.</summary>
    public TenantClause? Tenant { get; init; }

    /// <summary>Filter and tenant as one condition; null for neither. A retriever looks for it and checks the tenant again on every result.</summary>
    public ContextFilter? Condition => (Filter, Tenant?.Filter) switch
    {
        (null, var tenant) => tenant,
        (var filter, null) => filter,
        var (filter, tenant) => filter.And(tenant),
    };
}

/// <summary>What a context's metadata must say for a tenant to see it.</summary>
/// <param name="Key">The metadata key; not empty.</param>
/// <param name="Value">Its value; not empty.</param>
public sealed record TenantClause(string Key, string Value)
{
    /// <summary>The condition.</summary>
    public FilterClause Filter => new(FilterOperator.EqualTo, Key, MetadataValue.Of(Value));

    /// <summary>Whether a context with this metadata belongs to the tenant.</summary>
    public bool Owns(MetadataValue? value) => value is not null && value.Is(MetadataValue.Of(Value));
}

/// <summary>What a retriever found.</summary>
/// <param name="Contexts">In retrieval order, ranked from 1 without gaps, with distinct ids.</param>
public sealed record Retrieval(IReadOnlyList<Context> Contexts)
{
    /// <summary>How many results belonged to another tenant and were dropped unread.</summary>
    public int ForeignTenantCount { get; init; }

    /// <summary>Whether a guardrail blocked the question: nothing goes on from here.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>How many calls on services it took.</summary>
    public int Calls { get; init; } = 1;
}

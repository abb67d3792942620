namespace RagPruner.Contexts;

/// <summary>What a retriever found.</summary>
/// <param name="Contexts">In retrieval order, ranked from 1 without gaps, with distinct ids.</param>
public sealed record Retrieval(IReadOnlyList<Context> Contexts)
{
    /// <summary>How many results belonged to another tenant and were dropped unread.</summary>
    public int ForeignTenantCount { get; init; }

    /// <summary>How many results did not meet the request's filter, which their store had ignored, and were dropped unread.</summary>
    public int FilterMismatchCount { get; init; }

    /// <summary>Whether a guardrail blocked the question: nothing goes on from here.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>How many calls on services it took.</summary>
    public int Calls { get; init; } = 1;
}

using RagPruner.Accounting;
using RagPruner.Contexts;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>What pruning decided.</summary>
public sealed record PruneResult
{
    /// <summary>How the request ended.</summary>
    public required RequestStatus Status { get; init; }

    /// <summary>The verdict on every context.</summary>
    public required Judgement Judgement { get; init; }

    /// <summary>The kept contexts in retrieval order.</summary>
    public IReadOnlyList<Context> Kept => Judgement.Kept;

    /// <summary>How sure that is, and what to do with it.</summary>
    public required Decision Decision { get; init; }

    /// <summary>What the request took.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>How many results belonged to another tenant and were dropped unread.</summary>
    public int ForeignTenantCount { get; init; }
}

using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>An answer with the pruning that led to it.</summary>
public sealed record AnswerResult
{
    /// <summary>How the request ended.</summary>
    public required RequestStatus Status { get; init; }

    /// <summary>The answer; on <see cref="RequestStatus.NoContext"/> it says so.</summary>
    public required Answer Answer { get; init; }

    /// <summary>The verdict on every context.</summary>
    public required Judgement Judgement { get; init; }

    /// <summary>How sure that is, and what to do with it.</summary>
    public required Decision Decision { get; init; }

    /// <summary>What the request took.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>How many results belonged to another tenant and were dropped unread.</summary>
    public int ForeignTenantCount { get; init; }
}

using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Calibration;
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

    /// <summary>Calibrated probability that the best context holds the answer; null without a profile, or without a score.</summary>
    public double? Confidence => Decision.Confidence;

    /// <summary>What to do with it, by the profile's cuts.</summary>
    public NextStep NextStep => Decision.NextStep;

    internal Decision Decision { get; init; } = Decision.None;

    /// <summary>What the request took.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>How many results belonged to another tenant and were dropped unread.</summary>
    public int ForeignTenantCount { get; init; }

    /// <summary>How many results did not meet the request's filter, which their store had ignored, and were dropped unread.</summary>
    public int FilterMismatchCount { get; init; }
}

using RagPruner.Accounting;
using RagPruner.Calibration;
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

    /// <summary>Calibrated probability that the best context holds the answer; null without a profile, or without a score.</summary>
    public double? Confidence => Decision.Confidence;

    /// <summary>What to do with it, by the profile's cuts.</summary>
    public NextStep NextStep => Decision.NextStep;

    internal Decision Decision { get; init; } = Decision.None;

    /// <summary>The profile that the scores are by, or null.</summary>
    internal Profile? Profile { get; init; }

    /// <summary>A needed context that was retrieved is kept with this probability; null where nothing is promised.</summary>
    internal double? Coverage { get; init; }

    /// <summary>What the final model would read.</summary>
    internal PromptEstimate Prompt { get; init; } = PromptEstimate.Nothing;

    /// <summary>What the request took.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>How many results belonged to another tenant and were dropped unread.</summary>
    public int ForeignTenantCount { get; init; }

    /// <summary>How many results did not meet the request's filter, which their store had ignored, and were dropped unread.</summary>
    public int FilterMismatchCount { get; init; }
}

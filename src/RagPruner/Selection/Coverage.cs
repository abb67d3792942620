using RagPruner.Contexts;

namespace RagPruner.Selection;

/// <summary>
/// Keeps every context whose score reaches the cut of a profile, so that a needed context which was retrieved is kept
/// with the probability that the profile states. Easy questions keep one context, hard ones more.
/// </summary>
internal sealed record Coverage : KeepRule
{
    /// <summary>The profile's cut; null until a profile gives it.</summary>
    public double? Cut { get; init => field = value is { } cut ? Finite(cut, nameof(Cut)) : null; }

    /// <inheritdoc/>
    public override string Name => "coverage";

    /// <inheritdoc/>
    public override bool NeedsAbsoluteScores => true;

    internal override double? LeastScore => Cut;

    /// <inheritdoc/>
    public override string KeptReason => Reasons.AboveCut;

    /// <inheritdoc/>
    public override string PrunedReason => Reasons.BelowCut;

    /// <inheritdoc/>
    protected override int Count(IReadOnlyList<RankedContext> ranked) =>
        Cut is { } cut ? ranked.TakeWhile(c => c.Score >= cut).Count() : throw new PrunerMisconfigured("The keep rule coverage needs a profile.");
}

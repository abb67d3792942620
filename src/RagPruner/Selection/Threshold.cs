using RagPruner.Contexts;
namespace RagPruner.Selection;

/// <summary>Keeps every context whose score is at least <paramref name="Cut"/>.</summary>
/// <param name="Cut">On the scorer's own scale; a mean log probability is at most 0.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Cut"/> is not a finite number.</exception>
internal sealed record Threshold(double Cut) : KeepRule
{
    /// <summary>The least score that is kept; finite.</summary>
    public double Cut { get; init => field = Finite(value, nameof(Cut)); } = Finite(Cut, nameof(Cut));

    /// <inheritdoc/>
    public override string Name => "threshold";

    /// <inheritdoc/>
    public override bool NeedsAbsoluteScores => true;

    internal override double? LeastScore => Cut;

    /// <inheritdoc/>
    public override string KeptReason => Reasons.AboveCut;

    /// <inheritdoc/>
    public override string PrunedReason => Reasons.BelowCut;

    /// <inheritdoc/>
    protected override int Count(IReadOnlyList<RankedContext> ranked) => ranked.TakeWhile(c => c.Score >= Cut).Count();
}

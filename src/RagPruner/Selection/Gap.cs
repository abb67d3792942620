using RagPruner.Contexts;
namespace RagPruner.Selection;

/// <summary>
/// Cuts at the largest drop between neighbours in the ranking; the first of equal drops. Without any drop, nothing
/// tells the contexts apart and all are kept.
/// </summary>
internal sealed record Gap : KeepRule
{
    /// <inheritdoc/>
    public override string Name => "gap";

    /// <inheritdoc/>
    public override string KeptReason => Reasons.BeforeGap;

    /// <inheritdoc/>
    public override string PrunedReason => Reasons.AfterGap;

    /// <inheritdoc/>
    protected override int Count(IReadOnlyList<RankedContext> ranked)
    {
        var (largest, count) = (0.0, ranked.Count);
        for (var i = 1; i < ranked.Count; i++)
        {
            var drop = ranked[i - 1].Score - ranked[i].Score;
            if (drop > largest)
                (largest, count) = (drop, i);
        }
        return count;
    }
}

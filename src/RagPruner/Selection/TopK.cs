namespace RagPruner.Selection;

/// <summary>Keeps the <paramref name="K"/> best.</summary>
/// <param name="K">How many; at least 1.</param>
public sealed record TopK(int K) : KeepRule
{
    /// <inheritdoc/>
    public override string Name => "top-k";

    /// <inheritdoc/>
    public override string KeptReason => Reasons.InTopK;

    /// <inheritdoc/>
    public override string PrunedReason => Reasons.BelowTopK;

    /// <inheritdoc/>
    protected override int Count(IReadOnlyList<RankedContext> ranked) => Math.Min(K, ranked.Count);
}

using RagPruner.Contexts;
namespace RagPruner.Selection;

/// <summary>Keeps the <paramref name="K"/> best.</summary>
/// <param name="K">How many; at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="K"/> is less than 1.</exception>
internal sealed record TopK(int K) : KeepRule
{
    /// <summary>How many; at least 1.</summary>
    public int K { get; init => field = AtLeast(1, value, nameof(K)); } = AtLeast(1, K, nameof(K));

    /// <inheritdoc/>
    public override string Name => "top-k";

    /// <inheritdoc/>
    public override string KeptReason => Reasons.InTopK;

    /// <inheritdoc/>
    public override string PrunedReason => Reasons.BelowTopK;

    /// <inheritdoc/>
    protected override int Count(IReadOnlyList<RankedContext> ranked) => Math.Min(K, ranked.Count);
}

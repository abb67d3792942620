using RagPruner.Contexts;
namespace RagPruner.Selection;

/// <summary>
/// Keeps the best contexts as long as their estimated tokens fit. The first that does not fit ends it, even if a
/// shorter and worse one would still have room.
/// </summary>
/// <param name="Tokens">The budget in estimated tokens; at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Tokens"/> is less than 1.</exception>
internal sealed record TokenBudget(int Tokens) : KeepRule
{
    /// <summary>The budget in estimated tokens; at least 1.</summary>
    public int Tokens { get; init => field = AtLeast(1, value, nameof(Tokens)); } = AtLeast(1, Tokens, nameof(Tokens));

    /// <inheritdoc/>
    public override string Name => "token-budget";

    /// <inheritdoc/>
    public override string KeptReason => Reasons.InBudget;

    /// <inheritdoc/>
    public override string PrunedReason => Reasons.OverBudget;

    /// <inheritdoc/>
    public override string? FloorNote => "floor_exceeds_token_budget";

    /// <inheritdoc/>
    protected override int Count(IReadOnlyList<RankedContext> ranked)
    {
        long spent = 0;
        return ranked.TakeWhile(c => (spent += c.Tokens) <= Tokens).Count();
    }
}

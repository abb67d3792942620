namespace RagPruner.Selection;

/// <summary>
/// Decides how many of the best contexts are kept. A rule always keeps a prefix of the ranking: no context is pruned
/// while a worse one stays, so the answer to "why did it go?" is always "the better ones were enough".
/// </summary>
public abstract record KeepRule
{
    /// <summary>Keeps the best <paramref name="k"/>; at least 1.</summary>
    public static KeepRule TopK(int k) => new TopK(k);

    /// <summary>Keeps what scores at least <paramref name="cut"/>, on the scorer's own scale.</summary>
    public static KeepRule Threshold(double cut) => new Threshold(cut);

    /// <summary>Cuts at the largest drop between neighbours in the ranking.</summary>
    public static KeepRule Gap() => new Gap();

    /// <summary>Keeps the best as long as their estimated tokens fit; at least 1 token.</summary>
    public static KeepRule TokenBudget(int tokens) => new TokenBudget(tokens);

    /// <summary>Keeps what reaches the cut of a profile; see <see cref="Pipeline.PrunerOptions.WithProfile"/>.</summary>
    public static KeepRule Coverage() => new Coverage();

    /// <summary>The name in configuration, on the command line and in the HTTP contract.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The floor: at least this many scored contexts are kept, whatever the rule says. It never revives a context that
    /// abstained or has no score.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Min { get; init => field = AtLeast(0, value, nameof(Min)); }

    /// <summary>Whether the rule compares scores with a fixed number, which only absolute or calibrated scores allow.</summary>
    public virtual bool NeedsAbsoluteScores => false;

    /// <summary>The least score that is kept, where there is one for all.</summary>
    internal virtual double? LeastScore => null;

    /// <summary>Why a context that the rule keeps was kept.</summary>
    public abstract string KeptReason { get; }

    /// <summary>Why a context was pruned.</summary>
    public abstract string PrunedReason { get; }

    /// <summary>What to report as degraded when the floor keeps more than the rule, or null.</summary>
    public virtual string? FloorNote => null;

    /// <summary>How many of the best are kept, without the floor: 0 to <c>ranked.Count</c>.</summary>
    /// <param name="ranked">Best first; ties in retrieval order.</param>
    protected abstract int Count(IReadOnlyList<RankedContext> ranked);

    /// <summary>Whether a context is pruned that scores at most so much, whatever the others score; null for any score.</summary>
    internal bool CannotKeep(double? mostScore) => Min == 0 && mostScore < LeastScore;

    private protected static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }

    private protected static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "The value must be finite.");

    /// <summary>Applies the rule and its floor.</summary>
    /// <param name="ranked">Best first; ties in retrieval order.</param>
    internal KeptCount Apply(IReadOnlyList<RankedContext> ranked)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        var byRule = Math.Clamp(Count(ranked), 0, ranked.Count);
        return new KeptCount(byRule, Math.Max(byRule, Math.Min(Min, ranked.Count)));
    }
}

/// <summary>How many of the best are kept.</summary>
/// <param name="ByRule">By the rule alone.</param>
/// <param name="Total">With the floor.</param>
internal readonly record struct KeptCount(int ByRule, int Total);

namespace RagPruner.Selection;

/// <summary>
/// Decides how many of the best contexts are kept. A rule always keeps a prefix of the ranking: no context is pruned
/// while a worse one stays, so the answer to "why did it go?" is always "the better ones were enough".
/// </summary>
public abstract record KeepRule
{
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

    /// <summary>Why a context that the rule keeps was kept.</summary>
    public abstract string KeptReason { get; }

    /// <summary>Why a context was pruned.</summary>
    public abstract string PrunedReason { get; }

    /// <summary>What to report as degraded when the floor keeps more than the rule, or null.</summary>
    public virtual string? FloorNote => null;

    /// <summary>How many of the best are kept, without the floor: 0 to <c>ranked.Count</c>.</summary>
    /// <param name="ranked">Best first; ties in retrieval order.</param>
    protected abstract int Count(IReadOnlyList<RankedContext> ranked);

    private protected static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }

    private protected static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "The value must be finite.");

    /// <summary>Applies the rule and its floor.</summary>
    /// <param name="ranked">Best first; ties in retrieval order.</param>
    public KeptCount Apply(IReadOnlyList<RankedContext> ranked)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        var byRule = Count(ranked);
        return new KeptCount(byRule, Math.Max(byRule, Math.Min(Min, ranked.Count)));
    }
}

/// <summary>What a keep rule sees of a context.</summary>
/// <param name="Score">Its score, finite, higher is better.</param>
/// <param name="Tokens">Its estimated length in tokens.</param>
public readonly record struct RankedContext(double Score, int Tokens);

/// <summary>How many of the best are kept.</summary>
/// <param name="ByRule">By the rule alone.</param>
/// <param name="Total">With the floor.</param>
public readonly record struct KeptCount(int ByRule, int Total);

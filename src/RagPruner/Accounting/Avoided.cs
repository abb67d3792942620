namespace RagPruner.Accounting;

/// <summary>What sending every context would have taken on top, by estimate.</summary>
/// <param name="PrunedTokens">Tokens of the contexts that were not sent.</param>
/// <param name="Final">The same as the final model would have been billed for it: for each candidate, and with the whole
/// answer where none was generated.</param>
internal sealed record Avoided(long PrunedTokens, TokenUsage Final)
{
    /// <summary>Nothing was pruned.</summary>
    public static Avoided Nothing { get; } = new(0, default);
}

namespace RagPruner.Accounting;

/// <summary>What the models of a deployment cost.</summary>
/// <param name="Draft">The drafting model.</param>
/// <param name="Final">The final model.</param>
internal sealed record Prices(ModelPrice Draft, ModelPrice Final)
{
    /// <summary>
    /// The share of a final prompt that would be read from the model's cache if every context were sent: 0 where each question
    /// brings contexts of its own, near 1 in a conversation over the same ones.
    /// </summary>
    public double CachedShare { get; init; }

    /// <summary>What one reranking costs, where it is compared with.</summary>
    public double UsdPerRerank { get; init; }

    /// <summary>What the drafts and answers cost.</summary>
    public double Of(TokenUsage drafting, TokenUsage final) => Draft.Of(drafting) + Final.Of(final);

    /// <summary>
    /// What was saved against sending everything: what that would have read on top, less the drafts, and less the discount of
    /// a cache that what was sent then missed. Negative where pruning lost.
    /// </summary>
    public double Saved(TokenUsage drafting, TokenUsage final, TokenUsage avoided) =>
        Final.Of(avoided, CachedShare) - Draft.Of(drafting) + (Final.Of(final, CachedShare) - Final.Of(final));
}

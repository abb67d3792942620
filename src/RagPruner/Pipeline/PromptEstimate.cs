using RagPruner.Accounting;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>What the contexts of a question are to the final model, by estimate: those that were kept, and all of them.</summary>
/// <param name="KeptTokens">Tokens of the kept ones.</param>
/// <param name="AllTokens">Tokens of all that could have been sent.</param>
/// <param name="KeptUsd">US dollars for reading the kept ones once, at the configured price.</param>
/// <param name="AllUsd">The same of all.</param>
internal sealed record PromptEstimate(long KeptTokens, long AllTokens, double KeptUsd, double AllUsd)
{
    public static PromptEstimate Nothing { get; } = new(0, 0, 0, 0);

    public static PromptEstimate Of(Judgement judgement, ModelPrice price)
    {
        var kept = judgement.Kept.Sum(c => (long)c.EstimatedTokens);
        var all = kept + judgement.LeftOutTokens;
        return new PromptEstimate(kept, all, price.Of(new TokenUsage(0, kept, 0)), price.Of(new TokenUsage(0, all, 0)));
    }
}

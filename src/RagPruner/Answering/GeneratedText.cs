using RagPruner.Accounting;
using RagPruner.Models;

namespace RagPruner.Answering;

/// <summary>What the final model returned, unchecked.</summary>
/// <param name="Text">Its text, with citations as [n].</param>
public sealed record GeneratedText(string Text)
{
    /// <summary>The tokens whose texts make up <see cref="Text"/>, or null without log probabilities.</summary>
    public IReadOnlyList<CompletionToken>? Tokens { get; init; }

    /// <summary>Prompt tokens, as reported, else estimated; those of a cache included.</summary>
    public int InputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that the model read from a cache.</summary>
    public int CacheReadInputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that the model wrote to a cache.</summary>
    public int CacheWriteInputTokens { get; init; }

    /// <summary>Generated tokens, as reported, else estimated.</summary>
    public int OutputTokens { get; init; }

    internal TokenUsage Usage => new(1, InputTokens, OutputTokens)
    {
        CacheReadInputTokens = CacheReadInputTokens,
        CacheWriteInputTokens = CacheWriteInputTokens,
    };

    /// <summary>Whether a guardrail intervened.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Whether the limit on its tokens ended the text, rather than the model.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Mean log probability of the tokens, closing token aside; null if any is missing.</summary>
    public double? MeanLogprob => Tokens is null ? null : LogProbability.Mean(Tokens.Where(t => !t.IsEnd).Select(t => t.Logprob));
}

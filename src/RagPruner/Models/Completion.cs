using RagPruner.Accounting;

namespace RagPruner.Models;

/// <summary>What a model returned.</summary>
/// <param name="Text">The generated text, as it came.</param>
public sealed record Completion(string Text)
{
    /// <summary>The generated tokens with their log probabilities; null if not asked for, or not given.</summary>
    public IReadOnlyList<CompletionToken>? Tokens { get; init; }

    /// <summary>The last of the prompt's tokens with their log probabilities; null if not asked for, or not given.</summary>
    public IReadOnlyList<PromptToken>? PromptTokens { get; init; }

    /// <summary>Why it ends where it ends.</summary>
    public StopCause StopCause { get; init; }

    /// <summary>Prompt tokens as reported, those of a cache included; or null.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Generated tokens as reported, or null.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that the model read from a cache, as reported.</summary>
    public int CacheReadInputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that the model wrote to a cache, as reported.</summary>
    public int CacheWriteInputTokens { get; init; }

    /// <summary>What one call took.</summary>
    /// <param name="prompt">Its prompt, for an estimate where the model reports nothing.</param>
    /// <param name="fewestOutputTokens">What counts as generated at least, where the model reports nothing.</param>
    internal TokenUsage UsageOf(Prompt prompt, int fewestOutputTokens) =>
        new(1, InputTokens ?? prompt.EstimatedTokens, OutputTokens ?? Math.Max(fewestOutputTokens, TokenEstimate.Of(Text)))
        {
            CacheReadInputTokens = CacheReadInputTokens,
            CacheWriteInputTokens = CacheWriteInputTokens,
        };
}

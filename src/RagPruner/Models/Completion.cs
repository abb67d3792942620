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

    /// <summary>Prompt tokens as reported, or null.</summary>
    public int? InputTokens { get; init; }

    /// <summary>Generated tokens as reported, or null.</summary>
    public int? OutputTokens { get; init; }

    /// <summary>Those of the prompt tokens that the model read from a cache, as reported.</summary>
    public int CachedInputTokens { get; init; }
}

namespace RagPruner.Drafting;

/// <summary>What one drafting call returned about one context.</summary>
public sealed record Evidence
{
    /// <summary>The draft's text, trimmed. Empty if the model said nothing.</summary>
    public required string Draft { get; init; }

    /// <summary>The draft's tokens with their log probabilities, or null if the server returns none.</summary>
    public IReadOnlyList<DraftToken>? Tokens { get; init; }

    /// <summary>Log probabilities of the question's own tokens given the context, or null if the server returns none.</summary>
    public IReadOnlyList<double?>? QuestionLogprobs { get; init; }

    /// <summary>The prompt's end, if the question's tokens are still to be found in it; see <see cref="PromptTail"/>.</summary>
    public PromptTail? PromptTail { get; init; }

    /// <summary>Prompt tokens, as reported, else estimated.</summary>
    public int InputTokens { get; init; }

    /// <summary>Generated tokens, as reported, else estimated.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Mean log probability of the draft's tokens without the closing one; null if any is missing.</summary>
    public double? MeanLogprob => Tokens is null ? null : LogProbability.Mean(Tokens.Where(t => !t.IsEnd).Select(t => t.Logprob));

    /// <summary>Mean log probability of the question's tokens given the context; null if any is missing.</summary>
    public double? QuestionLogprob => QuestionLogprobs is null ? null : LogProbability.Mean(QuestionLogprobs);

    /// <summary>Whether the draft says that the context does not hold the answer.</summary>
    public bool Abstained => Abstention.Is(Draft);
}

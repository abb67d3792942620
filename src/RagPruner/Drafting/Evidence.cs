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

    /// <summary>Whether the model, asked in one token, says that the context holds the answer; null if not asked.</summary>
    public Sufficiency? Sufficiency { get; init; }

    /// <summary>Log probabilities of the draft's tokens, the closing one included, under the same prompt without the context; null if not asked for.</summary>
    public IReadOnlyList<double?>? ClosedBookLogprobs { get; init; }

    /// <summary>Prompt tokens, as reported, else estimated.</summary>
    public int InputTokens { get; init; }

    /// <summary>Generated tokens, as reported, else estimated.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Prompt tokens of the further call for <see cref="Sufficiency"/>; null if none was made.</summary>
    public int? SufficiencyTokens { get; init; }

    /// <summary>Prompt tokens of the further call for <see cref="ClosedBookLogprobs"/>; null if none was made.</summary>
    public int? ClosedBookTokens { get; init; }

    /// <summary>Mean log probability of the draft's tokens without the closing one; null if any is missing.</summary>
    public double? MeanLogprob => Tokens is null ? null : LogProbability.Mean(Tokens.Where(t => !t.IsEnd).Select(t => t.Logprob));

    /// <summary>Mean log probability of the question's tokens given the context; null if any is missing.</summary>
    public double? QuestionLogprob => QuestionLogprobs is null ? null : LogProbability.Mean(QuestionLogprobs);

    /// <summary>
    /// Mean log probability of the draft's tokens, the closing one included, minus that of the same draft without the
    /// context: what the context adds. Null if any is missing.
    /// </summary>
    public double? Gain
    {
        get => field ?? (Tokens is not null && ClosedBookLogprobs is not null && LogProbability.Mean(Rated(Tokens, ClosedBookLogprobs.Count)) is { } open && LogProbability.Mean(ClosedBookLogprobs) is { } closed
            ? open - closed
            : null);

        // Where the tokens were left behind, as between the stages of a state machine, the number stands for itself.
        init;
    }

    // Tokens that spell nothing, such as a line break that closed the draft, are found in no prompt: both means leave them out.
    private static IEnumerable<double?> Rated(IReadOnlyList<DraftToken> tokens, int found) =>
        tokens.Where(t => tokens.Count == found || !string.IsNullOrWhiteSpace(t.Text)).Select(t => t.Logprob);

    /// <summary>Whether the draft says that the context does not hold the answer.</summary>
    public bool Abstained => Abstention.Is(Draft);
}

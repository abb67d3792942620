using RagPruner.Models;
using RagPruner.Text;
namespace RagPruner.Drafting;

/// <summary>What one drafting call returned about one context.</summary>
public sealed record Evidence
{
    /// <summary>Before any call.</summary>
    internal static Evidence None { get; } = new() { Draft = "" };

    /// <summary>The draft's text, trimmed. Empty if the model said nothing.</summary>
    public required string Draft
    {
        get;
        init => (field, Abstained) = (value, Abstention.Is(value));
    }

    /// <summary>Whether the draft says that the context does not hold the answer.</summary>
    public bool Abstained { get; private init; }

    /// <summary>The draft's tokens with their log probabilities, or null if the server returns none.</summary>
    public IReadOnlyList<CompletionToken>? Tokens { get; init; }

    /// <summary>Log probabilities of the question's own tokens given the context, or null if the server returns none.</summary>
    public IReadOnlyList<double?>? QuestionLogprobs { get; init; }

    /// <summary>Log probabilities of the question's own tokens without any context, the same for all contexts of a question; null if not asked for.</summary>
    public IReadOnlyList<double?>? QuestionPriorLogprobs { get; init; }

    /// <summary>What calls that compare all contexts said of this one; null if not asked, or not told.</summary>
    internal IReadOnlyList<LabelReading>? Labels { get; init; }

    /// <summary>The short answer that all contexts of the question are rated by; empty if the model said nothing, null if not asked for.</summary>
    internal string? Scent { get; init; }

    /// <summary>Log probabilities of the scent's tokens given the context; null if not asked for, or not found.</summary>
    public IReadOnlyList<double?>? ScentLogprobs { get; init; }

    /// <summary>What the question is worth given this context and the best one; null if not asked for.</summary>
    internal Pairing? Pair { get; init; }

    /// <summary>The prompt's end, if the question's tokens are still to be found in it; see <see cref="PromptTail"/>.</summary>
    internal PromptTail? PromptTail { get; init; }

    /// <summary>Whether the model, asked in one token, says that the context holds the answer; null if not asked.</summary>
    internal Sufficiency? Sufficiency { get; init; }

    /// <summary>Its log odds of "yes" against "no".</summary>
    public double? SufficiencyLogOdds
    {
        get => field ?? Sufficiency?.LogOdds;
        init;
    }

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

    /// <summary>Prompt tokens of the further call for <see cref="ScentLogprobs"/>; null if none was made.</summary>
    public int? ScentTokens { get; init; }

    /// <summary>Mean log probability of the draft's tokens without the closing one; null if any is missing.</summary>
    public double? MeanLogprob
    {
        get => field ?? (Tokens is null ? null : LogProbability.Mean(Tokens.Where(t => !t.IsEnd).Select(t => t.Logprob)));

        // Where tokens had to be left behind, as in a state machine whose state is full, the number stands for itself; so below.
        init;
    }

    /// <summary>Mean log probability of the question's tokens given the context; null if any is missing.</summary>
    public double? QuestionLogprob
    {
        get => field ?? (QuestionLogprobs is null ? null : LogProbability.Mean(QuestionLogprobs));
        init;
    }

    /// <summary>Mean log probability of the question's tokens without any context; null if any is missing.</summary>
    public double? QuestionPriorLogprob
    {
        get => field ?? (QuestionPriorLogprobs is null ? null : LogProbability.Mean(QuestionPriorLogprobs));
        init;
    }

    /// <summary>What the context adds to the question's mean log probability; null if any is missing.</summary>
    public double? QuestionGain => QuestionLogprob - QuestionPriorLogprob;

    /// <summary>Mean log probability of the scent's tokens given the context; null if any is missing.</summary>
    public double? ScentLogprob
    {
        get => field ?? (ScentLogprobs is null ? null : LogProbability.Mean(ScentLogprobs));
        init;
    }

    /// <summary>
    /// Mean log probability of the draft's tokens, the closing one included, minus that of the same draft without the
    /// context: what the context adds. Null if any is missing.
    /// </summary>
    public double? Gain
    {
        get => field
            ?? (Tokens is not null && ClosedBookLogprobs is not null && LogProbability.Mean(Rated(Tokens, ClosedBookLogprobs.Count)) is { } open
            && LogProbability.Mean(ClosedBookLogprobs) is { } closed
            ? open - closed
            : null);
        init;
    }

    // Tokens that spell nothing, such as a line break that closed the draft, are found in no prompt: both means leave them out.
    private static IEnumerable<double?> Rated(IReadOnlyList<CompletionToken> tokens, int found) =>
        tokens.Where(t => tokens.Count == found || !string.IsNullOrWhiteSpace(t.Text)).Select(t => t.Logprob);

    /// <summary>The draft as its tokens spell it, the closing one included; null if these, or their texts, are unknown.</summary>
    internal string? AsSpelled =>
        string.Concat((Tokens ?? []).Select(t => t.IsEnd ? t.Text : ChatTokens.Neutralize(t.Text))) is var spelled
            && string.IsNullOrWhiteSpace(spelled) ? null : spelled;

    /// <summary>The evidence with what is known of the question as a whole.</summary>
    internal Evidence Sharing(Evidence known) => this with
    {
        QuestionPriorLogprobs = known.QuestionPriorLogprobs,
        QuestionPriorLogprob = known.QuestionPriorLogprob,
        Labels = known.Labels,
        Scent = known.Scent,
    };

    /// <summary>The kinds of evidence that are there.</summary>
    internal EvidenceKinds Kinds =>
        (Draft.Length > 0 ? EvidenceKinds.Draft : EvidenceKinds.None)
        | (Tokens is not null || MeanLogprob is not null ? EvidenceKinds.DraftLogprobs : EvidenceKinds.None)
        | (QuestionLogprobs is not null || QuestionLogprob is not null ? EvidenceKinds.QuestionLogprobs : EvidenceKinds.None)
        | (SufficiencyLogOdds is not null ? EvidenceKinds.Sufficiency : EvidenceKinds.None)
        | (ClosedBookLogprobs is not null || Gain is not null ? EvidenceKinds.ClosedBook : EvidenceKinds.None)
        | (QuestionPriorLogprobs is not null || QuestionPriorLogprob is not null ? EvidenceKinds.QuestionPrior : EvidenceKinds.None)
        | (Labels is not null ? EvidenceKinds.Labels : EvidenceKinds.None)
        | (ScentLogprobs is not null || ScentLogprob is not null ? EvidenceKinds.Scent : EvidenceKinds.None)
        | (Pair is not null ? EvidenceKinds.Pair : EvidenceKinds.None);
}

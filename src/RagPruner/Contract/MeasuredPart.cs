using System.Text.Json.Serialization;
using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.Contract;

/// <summary>What a model returned about a context, token by token: from it every score can be worked out again.</summary>
internal sealed record MeasuredPart
{
    /// <summary>The draft's tokens; absent if the model gives no log probabilities.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TokenPart>? Tokens { get; init; }

    /// <summary>Log probabilities of the question's tokens given the context.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? QuestionLogprobs { get; init; }

    /// <summary>The same without any context.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? QuestionPriorLogprobs { get; init; }

    /// <summary>Log probabilities of the draft's tokens without the context.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? ClosedBookLogprobs { get; init; }

    /// <summary>Log probability of "Yes" to "does it hold the answer?".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? YesLogprob { get; init; }

    /// <summary>Log probability of "No".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? NoLogprob { get; init; }

    /// <summary>What calls that compare all contexts said of this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LabelReading>? Labels { get; init; }

    /// <summary>The short answer that all contexts were rated by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scent { get; init; }

    /// <summary>Log probabilities of its tokens given the context.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double?>? ScentLogprobs { get; init; }

    /// <summary>What the question is worth given this context and the best one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Pairing? Pair { get; init; }

    public static MeasuredPart Of(Evidence evidence) => new()
    {
        Tokens = evidence.Tokens is { } tokens ? [.. tokens.Select(TokenPart.Of)] : null,
        QuestionLogprobs = evidence.QuestionLogprobs,
        QuestionPriorLogprobs = evidence.QuestionPriorLogprobs,
        ClosedBookLogprobs = evidence.ClosedBookLogprobs,
        YesLogprob = evidence.Sufficiency?.YesLogprob,
        NoLogprob = evidence.Sufficiency?.NoLogprob,
        Labels = evidence.Labels,
        Scent = evidence.Scent,
        ScentLogprobs = evidence.ScentLogprobs,
        Pair = evidence.Pair,
    };
}

/// <summary>A token of a draft, or one that could have stood in its place.</summary>
/// <param name="Text">Its text, with its leading space.</param>
/// <param name="Logprob">Its log probability; null if it is missing.</param>
internal sealed record TokenPart(string Text, double? Logprob)
{
    /// <summary>Whether it closed the draft, and is no part of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsEnd { get; init; }

    /// <summary>The likeliest tokens at this place, best first; absent where none are known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TokenPart>? Top { get; init; }

    public static TokenPart Of(CompletionToken token) =>
        new(token.Text, token.Logprob) { IsEnd = token.IsEnd, Top = token.Top.Count == 0 ? null : [.. token.Top.Select(Of)] };

    /// <exception cref="PrunerInvalidInput">The list holds null, which no type of JSON's reader refuses.</exception>
    public static IReadOnlyList<CompletionToken> ToTokens(IReadOnlyList<TokenPart?> tokens) => [.. tokens.Select(t => t is not null
        ? new CompletionToken(t.Text, LogProbability.Valid(t.Logprob)) { IsEnd = t.IsEnd, Top = ToTokens(t.Top ?? []) }
        : throw new PrunerInvalidInput("A list of tokens has a null in it."))];
}

using System.Text.Json.Serialization;
using RagPruner.Drafting;

namespace RagPruner.Local.Evaluation;

/// <summary>A line of an evidence file; further members are allowed.</summary>
internal sealed record QuestionLine
{
    public string? QuestionId { get; init; }

    public string? Question { get; init; }

    public IReadOnlyList<string>? Answers { get; init; }

    public string? Set { get; init; }

    /// <summary>"must" where a gate fails unless it comes out right.</summary>
    public string? Severity { get; init; }

    public IReadOnlyList<string>? RelevantContextIds { get; init; }

    public string? DraftModel { get; init; }

    public string? FinalModel { get; init; }

    /// <summary>Identifies the drafting prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>What else evidence depends on.</summary>
    public string? Setup { get; init; }

    /// <summary>The kinds of evidence that were asked for.</summary>
    public string? Asked { get; init; }

    public double? RetrieveMilliseconds { get; init; }

    /// <summary>What reranked the contexts, to be compared with.</summary>
    public string? Reranker { get; init; }

    public double? RerankMilliseconds { get; init; }

    public double? DraftMilliseconds { get; init; }

    /// <summary>The shared answer that contexts are rated by; empty if the model said nothing.</summary>
    public string? Scent { get; init; }

    public IReadOnlyList<ContextLine>? Contexts { get; init; }

    /// <summary>Answers of the final model, by what they were generated from.</summary>
    public IReadOnlyList<RecordedAnswer>? Generated { get; init; }
}

/// <summary>A context with its evidence.</summary>
internal sealed record ContextLine
{
    public string? ContextId { get; init; }

    public int Rank { get; init; }

    public double? RetrievalScore { get; init; }

    public double? RerankScore { get; init; }

    public bool Relevant { get; init; }

    /// <summary>What counts as one origin.</summary>
    public string? Source { get; init; }

    /// <summary>How far it is trusted.</summary>
    public double? Trust { get; init; }

    public string? Text { get; init; }

    public int PromptTokens { get; init; }

    public IReadOnlyList<TokenLine>? Draft { get; init; }

    /// <summary>Generated tokens, as reported.</summary>
    public int? DraftTokens { get; init; }

    /// <summary>Prompt tokens of the call that asked for sufficiency.</summary>
    public int? SufficiencyTokens { get; init; }

    /// <summary>Prompt tokens of the call without the context.</summary>
    public int? ClosedBookTokens { get; init; }

    public IReadOnlyList<double?>? QuestionLogprobs { get; init; }

    /// <summary>The same without any context.</summary>
    public IReadOnlyList<double?>? QuestionPriorLogprobs { get; init; }

    public double? LogprobYes { get; init; }

    public double? LogprobNo { get; init; }

    public IReadOnlyList<double?>? ClosedBookLogprobs { get; init; }

    /// <summary>What calls that compare several contexts said of this one.</summary>
    public IReadOnlyList<LabelReading>? Labels { get; init; }

    public IReadOnlyList<double?>? ScentLogprobs { get; init; }

    /// <summary>Prompt tokens of the call that rated the scent.</summary>
    public int? ScentTokens { get; init; }

    /// <summary>What the question is worth given this context and the best one.</summary>
    public Pairing? Pair { get; init; }

    public string? MergedInto { get; init; }

    public string? UnscoredReason { get; init; }
}

/// <summary>A token of a draft; <see cref="End"/> marks the one that closed it, which is not part of the answer.</summary>
internal sealed record TokenLine(string? Token, double? Logprob)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool End { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QuestionLine))]
internal sealed partial class EvidenceJson : JsonSerializerContext;

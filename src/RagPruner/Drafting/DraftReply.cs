using RagPruner.Accounting;

namespace RagPruner.Drafting;

/// <summary>A call about one context that returned: with evidence, or with the reason why this one context cannot have any.</summary>
public sealed record DraftReply
{
    private DraftReply(Evidence? evidence, string? unscoredReason) => (Evidence, UnscoredReason) = (evidence, unscoredReason);

    /// <summary>The evidence, or null.</summary>
    public Evidence? Evidence { get; }

    /// <summary>One of <see cref="Contexts.Reasons"/>, if there is no evidence.</summary>
    public string? UnscoredReason { get; }

    /// <summary>Prompt tokens of the call.</summary>
    public int InputTokens { get; private init; }

    /// <summary>Of the prompt tokens, those that the model read from a cache.</summary>
    public int CacheReadInputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that the model wrote to a cache.</summary>
    public int CacheWriteInputTokens { get; init; }

    /// <summary>Generated tokens of the call.</summary>
    public int OutputTokens { get; private init; }

    /// <summary>Whether the call counts as one to be paid for: one that the service refused does not.</summary>
    public bool IsBilled { get; private init; }

    internal TokenUsage Usage => new(IsBilled ? 1 : 0, InputTokens, OutputTokens)
    {
        CacheReadInputTokens = CacheReadInputTokens,
        CacheWriteInputTokens = CacheWriteInputTokens,
    };

    /// <summary>The same with what a call took.</summary>
    internal DraftReply Taking(TokenUsage usage) => this with
    {
        InputTokens = (int)usage.InputTokens,
        OutputTokens = (int)usage.OutputTokens,
        CacheReadInputTokens = (int)usage.CacheReadInputTokens,
        CacheWriteInputTokens = (int)usage.CacheWriteInputTokens,
    };

    /// <summary>A drafting call returned evidence, which says what it took.</summary>
    public static DraftReply With(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return With(evidence, evidence.InputTokens, evidence.OutputTokens);
    }

    /// <summary>A further call returned, and took this.</summary>
    public static DraftReply With(Evidence evidence, int inputTokens, int outputTokens)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new DraftReply(evidence, null) { InputTokens = inputTokens, OutputTokens = outputTokens, IsBilled = true };
    }

    /// <summary>The service refused the call for this context alone: it is too long for the model.</summary>
    public static DraftReply Refused(string unscoredReason) => new(null, unscoredReason);

    /// <summary>The call returned, but this context stays unscored: a guardrail blocked it.</summary>
    public static DraftReply Without(string unscoredReason, int inputTokens, int outputTokens) =>
        new(null, unscoredReason) { InputTokens = inputTokens, OutputTokens = outputTokens, IsBilled = true };
}

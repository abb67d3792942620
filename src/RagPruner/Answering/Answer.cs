namespace RagPruner.Answering;

/// <summary>A checked answer.</summary>
/// <param name="Text">The text; [n] refers to <c>Citations[n - 1]</c>.</param>
/// <param name="Citations">The kept contexts that the text cites, in order of first mention.</param>
public sealed record Answer(string Text, IReadOnlyList<Citation> Citations)
{
    /// <summary>What stands in place of an answer when no context was kept.</summary>
    public const string NotInSources = "Not in the sources.";

    /// <summary>What stands in place of an answer when a guardrail blocked the question.</summary>
    public const string Blocked = "Blocked by a guardrail.";

    /// <summary>What stands in place of an answer when nothing was generated.</summary>
    /// <param name="isBlocked">Whether a guardrail is the reason, rather than the contexts.</param>
    public static Answer Without(bool isBlocked) => new(isBlocked ? Blocked : NotInSources, []);

    /// <summary>Spans that the model itself was unsure of; null if it gives no log probabilities.</summary>
    public IReadOnlyList<LowConfidenceSpan>? LowConfidence { get; init; }

    /// <summary>Every generated answer from best to worst, when more than one was asked for.</summary>
    public IReadOnlyList<RankedCompletion> Candidates { get; init; } = [];

    /// <summary>What was removed from the model's text, or is to be known of it; see <see cref="AnswerFlags"/>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}

/// <summary>A source of an answer.</summary>
/// <param name="ContextId">The kept context.</param>
/// <param name="Uri">Where its source lies, if known.</param>
public sealed record Citation(string ContextId, string? Uri);

/// <summary>A stretch of an answer with a low mean log probability.</summary>
/// <param name="Start">Offset in UTF-16 units of the answer's text.</param>
/// <param name="Length">Length in UTF-16 units.</param>
/// <param name="MeanLogprob">Mean log probability of its tokens.</param>
public sealed record LowConfidenceSpan(int Start, int Length, double MeanLogprob);

/// <summary>One of several generated answers.</summary>
/// <param name="Text">Its text, checked like the answer's.</param>
/// <param name="MeanLogprob">Mean log probability of its tokens, or null.</param>
public sealed record RankedCompletion(string Text, double? MeanLogprob);

/// <summary>What can be removed from a model's text, or is to be known of it.</summary>
public static class AnswerFlags
{
    /// <summary>A citation of something other than a kept context.</summary>
    public const string UncitedSource = "uncited_source";

    /// <summary>A link, an image or a URL that stands in no kept context.</summary>
    public const string ForeignUrl = "foreign_url";

    /// <summary>The answer's limit of tokens ended it.</summary>
    public const string Truncated = "truncated";
}

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

    /// <summary>Every generated answer from best to worst, its text checked like the answer's, when more than one was asked for.</summary>
    public IReadOnlyList<GeneratedText> Candidates { get; init; } = [];

    /// <summary>What was removed from the model's text, or is to be known of it.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}

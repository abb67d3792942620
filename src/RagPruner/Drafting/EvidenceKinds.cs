namespace RagPruner.Drafting;

/// <summary>The kinds of evidence that a scorer can need and a drafting model can offer.</summary>
[Flags]
public enum EvidenceKinds
{
    /// <summary>Nothing: no drafting call is made.</summary>
    None = 0,

    /// <summary>The draft's text.</summary>
    Draft = 1,

    /// <summary>Log probabilities of the draft's tokens.</summary>
    DraftLogprobs = 2,

    /// <summary>Log probabilities of the question's tokens given the context (prompt log probabilities).</summary>
    QuestionLogprobs = 4,

    /// <summary>Everything a drafting call can return.</summary>
    All = Draft | DraftLogprobs | QuestionLogprobs,

    /// <summary>The odds that the model gives to "Yes" when asked whether the context holds the answer; one further call for each context.</summary>
    Sufficiency = 8,

    /// <summary>Log probabilities of the draft's tokens without the context (the closed book); one further call for each context.</summary>
    ClosedBook = 16,

    /// <summary>Everything, further calls included.</summary>
    Every = All | Sufficiency | ClosedBook,
}

/// <summary>What kinds of evidence cost.</summary>
public static class EvidenceCalls
{
    /// <summary>The kinds that take a call of their own, in the order in which the calls are made.</summary>
    internal static IReadOnlyList<EvidenceKinds> Further { get; } = [EvidenceKinds.Sufficiency, EvidenceKinds.ClosedBook];

    /// <summary>How many calls of the drafting model these kinds take for each context: 0 to 3.</summary>
    public static int PerContext(EvidenceKinds kinds) =>
        ((kinds & EvidenceKinds.All) == EvidenceKinds.None ? 0 : 1) + Further.Count(further => kinds.HasFlag(further));
}

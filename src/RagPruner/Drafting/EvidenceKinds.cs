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
}

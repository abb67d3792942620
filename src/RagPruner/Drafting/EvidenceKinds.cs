namespace RagPruner.Drafting;

/// <summary>The kinds of evidence that a scorer can need and a drafter can offer. What they cost: <see cref="EvidencePlan"/>.</summary>
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

    /// <summary>Everything that one drafting call returns.</summary>
    OneCall = Draft | DraftLogprobs | QuestionLogprobs,

    /// <summary>The odds that the model gives to "Yes" when asked whether the context holds the answer; one further call for each context.</summary>
    Sufficiency = 8,

    /// <summary>Log probabilities of the draft's tokens without the context (the closed book); one further call for each context.</summary>
    ClosedBook = 16,

    /// <summary>Log probabilities of the question's tokens without any context; one call for the question.</summary>
    QuestionPrior = 32,

    /// <summary>Log probabilities of the contexts' labels in prompts that hold several contexts; see <see cref="Listwise"/> for how many calls.</summary>
    Labels = 64,

    /// <summary>
    /// Log probabilities, given the context, of one short answer that all contexts of a question share; one call for the
    /// question and one for each context, which gives the question's log probabilities too.
    /// </summary>
    Scent = 128,

    /// <summary>Log probabilities of the question's tokens given the best context and another one; up to four calls for the question.</summary>
    Pair = 256,

    /// <summary>Everything.</summary>
    All = OneCall | Sufficiency | ClosedBook | QuestionPrior | Labels | Scent | Pair,
}

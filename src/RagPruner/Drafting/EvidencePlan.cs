namespace RagPruner.Drafting;

/// <summary>When a call for evidence is made.</summary>
internal enum CallScope
{
    /// <summary>For the whole question, before any context.</summary>
    BeforeContexts,

    /// <summary>For each context.</summary>
    EachContext,

    /// <summary>For the whole question, once every context has what it needs.</summary>
    AfterContexts,
}

/// <summary>One kind of call for evidence.</summary>
/// <param name="Gives">The kinds that it returns.</param>
/// <param name="Scope">When it is made.</param>
internal sealed record EvidenceStep(EvidenceKinds Gives, CallScope Scope)
{
    /// <summary>The most calls of a step for a whole question, by the number of its contexts and of the labels that a call can tell apart.</summary>
    public Func<int, int, int> MostCalls { get; init; } = static (_, _) => 1;
}

/// <summary>
/// The calls on the drafting model that a question's evidence takes: known, and bounded, before the first is made. The
/// limits of a request and its ledger count by it.
/// </summary>
/// <param name="Steps">What is called, in order.</param>
internal sealed record EvidencePlan(IReadOnlyList<EvidenceStep> Steps)
{
    private static readonly EvidenceStep s_drafts = new(EvidenceKinds.OneCall, CallScope.EachContext);

    private static readonly EvidenceStep[] s_steps =
    [
        new(EvidenceKinds.QuestionPrior, CallScope.BeforeContexts),
        new(EvidenceKinds.Labels, CallScope.BeforeContexts) { MostCalls = Listwise.MostCalls },
        new(EvidenceKinds.Scent, CallScope.BeforeContexts),
        s_drafts,
        new(EvidenceKinds.Scent, CallScope.EachContext),
        new(EvidenceKinds.Sufficiency, CallScope.EachContext),
        new(EvidenceKinds.ClosedBook, CallScope.EachContext),
        new(EvidenceKinds.Pair, CallScope.AfterContexts) { MostCalls = static (contexts, _) => Pairing.MostCalls(contexts) },
    ];

    /// <summary>The kinds that take calls for a whole question.</summary>
    public static EvidenceKinds OfQuestion { get; } =
        s_steps.Where(s => s.Scope != CallScope.EachContext).Aggregate(EvidenceKinds.None, static (all, s) => all | s.Gives);

    /// <summary>Whether a draft is written for these kinds; if not, the one token that a call generates says nothing.</summary>
    public static bool WritesDraft(EvidenceKinds kinds) => (kinds & (EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs)) != EvidenceKinds.None;

    /// <summary>The plan for some kinds of evidence; no step for none.</summary>
    public static EvidencePlan Of(EvidenceKinds kinds)
    {
        // The call that rates the scent rates the question before it; where no draft is written, nothing is left to ask.
        var isRatedAlready = kinds.HasFlag(EvidenceKinds.Scent) && !WritesDraft(kinds);
        return new EvidencePlan([.. s_steps.Where(s => (s.Gives & kinds) != EvidenceKinds.None && !(isRatedAlready && s == s_drafts))]);
    }

    /// <summary>How many calls each context takes: 0 to 4.</summary>
    public int CallsPerContext => Steps.Count(s => s.Scope == CallScope.EachContext);

    /// <summary>The most calls that a question takes if nothing fails.</summary>
    /// <param name="contexts">How many contexts it has at most.</param>
    /// <param name="labels">How many labels a call can tell apart.</param>
    public int MostCalls(int contexts, int labels) =>
        Steps.Sum(s => s.Scope == CallScope.EachContext ? contexts : s.MostCalls(contexts, labels));

    /// <summary>The most calls of a scope for a whole question.</summary>
    public int MostCalls(CallScope scope, int contexts, int labels) => In(scope).Sum(s => s.MostCalls(contexts, labels));

    /// <summary>The steps of a scope, in order.</summary>
    public IEnumerable<EvidenceStep> In(CallScope scope) => Steps.Where(s => s.Scope == scope);
}

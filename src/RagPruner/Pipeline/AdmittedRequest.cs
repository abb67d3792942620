using RagPruner.Calibration;
using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>
/// A request that may run: within the limits, with what a profile gives to it (its blend, the cut of <c>coverage</c>), and
/// with the calls that it will make. Nothing else runs, so that no check can be forgotten.
/// </summary>
internal sealed record AdmittedRequest
{
    /// <summary>How many contexts are retrieved for a request that does not say.</summary>
    public const int UsualContexts = 10;

    private AdmittedRequest(PruneRequest request, Scorer scorer, KeepRule keep, TimeSpan deadline) =>
        (Request, Scorer, Keep, Deadline) = (request, scorer, keep, deadline);

    public PruneRequest Request { get; }

    public string Question => Request.Question;

    public Scorer Scorer { get; }

    public KeepRule Keep { get; private init; }

    /// <summary>How drafts are made in waves; null for drafts from every context.</summary>
    public WaveRule? Waves { get; private init; }

    /// <summary>The caller's documents as contexts; null where contexts are retrieved.</summary>
    public IReadOnlyList<Context>? Documents { get; private init; }

    /// <summary>The most contexts that are retrieved, or drafted from.</summary>
    public int MostContexts => Request.Contexts ?? (Documents is null ? UsualContexts : PrunerOptions.MaxContexts);

    /// <summary>What is done less well than asked, beyond what a judgement says.</summary>
    public IReadOnlyList<string> Degraded { get; private init; } = [];

    /// <summary>The evidence that the verdict rests on, of what the drafter offers.</summary>
    public required EvidenceKinds Judges { get; init; }

    /// <summary>The evidence that is collected: that, and what is wanted beside it.</summary>
    public required EvidenceKinds Uses { get; init; }

    /// <summary>The calls for it.</summary>
    public EvidencePlan Plan => EvidencePlan.Of(Uses);

    public TimeSpan Deadline { get; }

    /// <summary>The most contexts that calls are made for.</summary>
    public int MostDrafted => Request.Collected is null ? Math.Min(MostContexts, Documents?.Count ?? MostContexts) : 0;

    /// <summary>Whether the contexts came with the request.</summary>
    public bool AreCallers => Documents is not null || Request.Collected is not null;

    /// <summary>Admits a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The limits, the profile, and the names that a request may use.</param>
    /// <param name="offered">What the drafter offers; null where the evidence is there already.</param>
    /// <param name="hasScores">Whether any context has a retrieval score, where that is known already.</param>
    /// <exception cref="PrunerInvalidInput">A member is out of range, or members do not fit each other or the drafter.</exception>
    /// <exception cref="PrunerMisconfigured">The tenant is empty.</exception>
    public static AdmittedRequest Of(PruneRequest request, PrunerOptions options, EvidenceKinds? offered, bool? hasScores = null)
    {
        Validate(request, options);
        var documents = request.Documents is null ? null : DocumentList.ToContexts(request.Documents, options.TrustKey);
        if (request.Collected is { } collected)
            (offered, hasScores) = (KindsOf(collected), collected.Any(c => c.Context.RetrievalScore is not null));
        hasScores ??= documents?.Any(c => c.RetrievalScore is not null);
        // A blend with weights of its own is a scorer of its own.
        var profiled = options.ProfileScorer is { } own && ReferenceEquals(request.Scorer, Scorers.Blend) ? own : null;
        var lacksScores = profiled?.UsesRetrievalScores == true && hasScores == false;
        if (lacksScores && (request.Keep.NeedsAbsoluteScores || request.Keep is Coverage { Cut: null }))
            throw new PrunerInvalidInput($"keep: the rule {request.Keep.Name} needs the profile, which weighs retrieval scores, and the documents have none.");
        var scorer = lacksScores ? request.Scorer : profiled ?? request.Scorer;
        var keep = request.Keep is Coverage { Cut: null } coverage ? WithCut(coverage, scorer, options) : request.Keep;
        if (offered is { } kinds)
            Selection.Judge.EnsureFit(
                scorer, keep, kinds, options.Catalog, request.Collected is null ? "the drafting model does not return" : "was not collected");
        // What contradicts is told by drafts.
        var judges = scorer.Uses(offered ?? EvidenceKinds.All) | (request.OnConflict == OnConflict.Flag ? EvidenceKinds.None : EvidenceKinds.Draft);
        return new AdmittedRequest(request, scorer, keep, options.DeadlineOf(request.Deadline))
        {
            Documents = documents,
            Judges = judges,
            Uses = judges | request.Wanted & (offered ?? EvidenceKinds.All),
            Degraded = lacksScores ? ["profile_without_retrieval_scores"] : [],
        };
    }

    /// <summary>
    /// The request as it runs where one process sees every draft as it comes: in waves, if the keep rule is left to a profile
    /// that has them.
    /// </summary>
    public AdmittedRequest InWaves() => Request.Keep is Coverage { Cut: null } && Keep is Coverage keep && Scorer is ProfileScorer { Profile.Waves: { } waves }
        ? this with { Waves = waves, Keep = keep with { Cut = waves.Cut } } : this;

    /// <summary>The verdict on all contexts of the question.</summary>
    /// <param name="contexts">All contexts in retrieval order.</param>
    /// <param name="areCallers">Whether they are the caller's documents.</param>
    /// <exception cref="PrunerException">Too few could be scored; the kind is the dominant cause.</exception>
    public Judgement Judge(IReadOnlyList<PendingContext> contexts, bool areCallers)
    {
        var judgement = Judge(contexts);
        QuorumCheck.Ensure(judgement, areCallers);
        // "Not in the sources" is then said of those that were read.
        string[] unread = judgement.Kept.Count == 0 && contexts.Any(c => c.IsOverLimit) ? ["over_limit_unread"] : [];
        return judgement with { Degraded = [.. judgement.Degraded, .. Degraded, .. unread] };
    }

    // Evidence that is there beyond what the verdict rests on must not change it, and is shown all the same.
    private Judgement Judge(IReadOnlyList<PendingContext> contexts)
    {
        if (Request is { Wanted: EvidenceKinds.None, Collected: null })
            return Selection.Judge.Decide(contexts, Scorer, Keep, Request.OnConflict);
        var whole = Selection.Judge.WithQuestionsFound(contexts).ToDictionary(c => c.Context.Id, c => c.Evidence, StringComparer.Ordinal);
        var judgement = Selection.Judge.Decide([.. contexts.Select(c => c.AskedFor(Judges))], Scorer, Keep, Request.OnConflict);
        return judgement with { Contexts = [.. judgement.Contexts.Select(c => c with { Evidence = whole[c.Context.Id] })] };
    }

    // Where one context was clearly the best, no partner was asked for, and none is missing.
    private static EvidenceKinds KindsOf(IReadOnlyList<PendingContext> collected) => collected.Aggregate(
        Pairing.IsNotNeeded([.. collected.Select(c => c.ForScoring())]) ? EvidenceKinds.Pair : EvidenceKinds.None,
        static (all, c) => all | (c.Evidence?.Kinds ?? EvidenceKinds.None));

    private static Coverage WithCut(Coverage coverage, Scorer scorer, PrunerOptions options) => scorer is ProfileScorer { Profile.Coverage.Cut: var cut }
        ? coverage with { Cut = cut }
        : throw new PrunerInvalidInput(
            "The keep rule coverage needs a profile" +
            $"{(options.Profile is null ? "" : $", and the profile is for the scorer {Scorers.Default}, not {scorer.Name}")}.");

    private static void Validate(PruneRequest request, PrunerOptions options)
    {
        if (string.IsNullOrWhiteSpace(request.Question))
            throw new PrunerInvalidInput("question is empty.");
        if (request.Question.Length > options.MaxQuestionLength)
            throw new PrunerInvalidInput($"question is longer than {options.MaxQuestionLength} characters.");
        if (request.Contexts is < 1 or > PrunerOptions.MaxContexts)
            throw new PrunerInvalidInput($"contexts must be from 1 to {PrunerOptions.MaxContexts}.");
        if (request.Collected is not null && (request.Documents is not null || request.Filter is not null || request.Contexts is not null))
            throw new PrunerInvalidInput("evidence excludes documents, filter and contexts: with it nothing is retrieved.");
        if (request.Filter is { } filter)
        {
            if (request.Documents is not null)
                throw new PrunerInvalidInput("documents and filter exclude each other: a filter is for what is retrieved.");
            filter.EnsureFits();
            if (request.Tenant is { } tenant && filter.And(tenant.Filter).Levels > ContextFilter.MostLevels)
                throw new PrunerInvalidInput(
                    $"filter has no room for the tenant that is joined to it: with a tenant, only an andAll of at most " +
                    $"{ContextFilter.MostMembers - 1} members may hold groups.");
        }
        if (!Enum.IsDefined(request.OnConflict))
            throw new PrunerInvalidInput("onConflict is not one of: flag, drop, review.");
        if (request.Candidates is < 1 or > 5)
            throw new PrunerInvalidInput("candidates must be from 1 to 5.");
        if (request.Tenant is { Key.Length: 0 } or { Value.Length: 0 })
            throw new PrunerMisconfigured("The tenant clause needs a key and a value.");
        if (request.Deadline is { } deadline && deadline <= TimeSpan.Zero)
            throw new PrunerInvalidInput("deadlineMs must be above 0.");
    }
}

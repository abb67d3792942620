using RagPruner.Accounting;
using RagPruner.Calibration;
using RagPruner.Calls;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>
/// Retrieves contexts, drafts from each, scores them and prunes the weak ones. Safe for concurrent use; build it once.
/// </summary>
public sealed class ContextPruner
{
    private readonly RetrievalStage _retrieval;
    private readonly DraftingStage _drafting;
    private readonly (Caller Caller, Upstreams Upstreams) _services;
    private readonly TimeProvider _time;

    /// <summary>Builds a pruner for requests that bring their contexts, as <see cref="PruneRequest.Documents"/>.</summary>
    /// <param name="drafter">Collects evidence about them.</param>
    public ContextPruner(IDrafter drafter) : this(null, drafter)
    {
    }

    /// <summary>Builds a pruner.</summary>
    /// <param name="retriever">Finds contexts; null where every request must bring its own.</param>
    /// <param name="drafter">Collects evidence about them.</param>
    /// <param name="options">Limits and prices; the defaults if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <param name="random">Numbers from 0 up to 1 for the waits between attempts; <see cref="Random.Shared"/> if null.</param>
    /// <exception cref="Errors.PrunerMisconfigured">An option is out of range; the message names all that are.</exception>
    public ContextPruner(IRetriever? retriever, IDrafter drafter, PrunerOptions? options = null, TimeProvider? time = null, Func<double>? random = null)
    {
        ArgumentNullException.ThrowIfNull(drafter);
        Options = options ?? new PrunerOptions();
        Options.Validate();
        _retrieval = new RetrievalStage(retriever);
        _time = time ?? TimeProvider.System;
        _services = (new Caller(Options.Retry, new RetryBudget(), random ?? Random.Shared.NextDouble, _time),
            new Upstreams(Options.MaxConcurrentCalls, Options.HedgeDrafts));
        _drafting = new DraftingStage(drafter, Options, _time);
    }

    internal PrunerOptions Options { get; }

    /// <summary>Prunes the contexts of one question.</summary>
    /// <exception cref="Errors.PrunerException">The request is wrong, a service failed, or the deadline passed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PruneResult> PruneAsync(
        PruneRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var admitted = Admit(request);
        using var run = Begin(admitted, plannedFinals: 0, cancellationToken);
        return await run.SpendAsync(Options, () => PruneAsync(run, admitted, progress)).ConfigureAwait(false);
    }

    /// <summary>
    /// Retrieves and drafts, without judging: the evidence for one scorer, or for several that are to be compared on it.
    /// </summary>
    /// <param name="request">The question; scorer and keep rule are not used.</param>
    /// <param name="uses">The evidence to collect.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Every context in retrieval order, with its evidence or the reason why there is none, and what it took.</returns>
    internal async Task<StageResult<IReadOnlyList<PendingContext>>> CollectAsync(PruneRequest request, EvidenceKinds uses, CancellationToken cancellationToken)
    {
        var admitted = Admit(request) with { Uses = uses };
        using var run = Begin(admitted, plannedFinals: 0, cancellationToken);
        return await run.SpendAsync(Options, async () =>
        {
            var (pending, _) = await CollectAsync(run, admitted, progress: null).ConfigureAwait(false);
            return new StageResult<IReadOnlyList<PendingContext>>(pending, run.Close(Avoided.Nothing, Options));
        }).ConfigureAwait(false);
    }

    internal AdmittedRequest Admit(PruneRequest request) => AdmittedRequest.Of(request, Options, _drafting.Offers).InWaves();

    /// <exception cref="Errors.PrunerOverloaded">The requests under way leave it too little time.</exception>
    internal RequestRun Begin(AdmittedRequest request, int plannedFinals, CancellationToken cancellationToken) => Begin(
        new PlannedCalls(_retrieval.MostCallsOf(request), _drafting.MostCallsOf(request), plannedFinals),
        request.Deadline, request.Request.Tenant?.Value, cancellationToken);

    /// <exception cref="Errors.PrunerOverloaded">The requests under way leave it too little time.</exception>
    internal RequestRun BeginFinals(int planned, CancellationToken cancellationToken) =>
        Begin(new PlannedCalls(0, 0, planned), Options.Deadline, tenant: null, cancellationToken);

    private RequestRun Begin(PlannedCalls calls, TimeSpan deadline, string? tenant, CancellationToken cancellationToken) => new(
        deadline, calls, _services.Upstreams.Enter(calls, Options.MaxConcurrentDrafts, deadline, Options.DraftingShare), tenant, _services, _time,
        cancellationToken);

    internal async Task<PruneResult> PruneAsync(RequestRun run, AdmittedRequest admitted, IProgress<PipelineProgress>? progress)
    {
        var (pending, retrieval) = await CollectAsync(run, admitted, progress).ConfigureAwait(false);
        var judgement = admitted.Judge(pending, admitted.AreCallers);
        var status = StatusOf(judgement, retrieval);
        var profile = (admitted.Scorer as ProfileScorer)?.Profile;
        var result = new PruneResult
        {
            Status = status,
            Judgement = judgement,
            Decision = Decision.Of(admitted.Scorer, judgement, status, admitted.Request.OnConflict),
            Profile = profile,
            Coverage = profile is null ? null : CoveragePromise.Of(profile, judgement, EvidencePlan.WritesDraft(admitted.Scorer.Uses(EvidenceKinds.All))),
            Prompt = PromptEstimate.Of(judgement, Options.FinalPrice),
            Ledger = run.Close(AvoidedTokens.Of(admitted.Request, judgement, status), Options),
            ForeignTenantCount = retrieval.ForeignTenantCount,
            FilterMismatchCount = retrieval.FilterMismatchCount,
        };
        progress?.Report(new PipelineProgress(Stage.Draft, pending.Count, pending.Count) { Pruned = result });
        return result;
    }

    private async Task<(IReadOnlyList<PendingContext> Pending, Retrieval Retrieval)> CollectAsync(
        RequestRun run, AdmittedRequest request, IProgress<PipelineProgress>? progress)
    {
        if (request.Request.Collected is { } collected)
            return (collected, new Retrieval([.. collected.Select(c => c.Context)]) { Calls = 0 });
        progress?.Report(new PipelineProgress(Stage.Retrieve, 0, 1));
        var retrieval = await _retrieval.RunAsync(run, request).ConfigureAwait(false);
        progress?.Report(new PipelineProgress(Stage.Retrieve, 1, 1) { Retrieved = retrieval.Contexts });
        if (retrieval.IsBlocked)
            return ([], retrieval);
        var pending = await run.TimeAsync(Stage.Draft, () => _drafting.RunAsync(run, request, retrieval.Contexts, progress)).ConfigureAwait(false);
        return (pending, retrieval);
    }

    private static RequestStatus StatusOf(Judgement judgement, Retrieval retrieval) =>
        retrieval.IsBlocked ? RequestStatus.Blocked : StatusOf(judgement);

    internal static RequestStatus StatusOf(Judgement judgement) =>
        QuorumCheck.IsBlocked(judgement) ? RequestStatus.Blocked
        : judgement.Kept.Count == 0 ? RequestStatus.NoContext
        : judgement.Contexts.Any(c => c.Disposition == Disposition.Unscored) ? RequestStatus.Partial
        : RequestStatus.Complete;
}

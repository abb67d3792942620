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
    private readonly Caller _caller;
    private readonly TimeProvider _time;

    /// <summary>Builds a pruner.</summary>
    /// <param name="retriever">Finds contexts.</param>
    /// <param name="drafter">Writes drafts.</param>
    /// <param name="options">Limits and prices; the defaults if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <param name="random">Numbers from 0 up to 1 for the waits between attempts; <see cref="Random.Shared"/> if null.</param>
    /// <param name="retryBudget">The process's retry budget; one of its own if null.</param>
    /// <exception cref="Errors.PrunerMisconfigured">An option is out of range; the message names all that are.</exception>
    public ContextPruner(
        IRetriever retriever, IDrafter drafter, PrunerOptions? options = null,
        TimeProvider? time = null, Func<double>? random = null, RetryBudget? retryBudget = null)
    {
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(drafter);
        Options = options ?? new PrunerOptions();
        Options.Validate();
        _retrieval = new RetrievalStage(retriever);
        _time = time ?? TimeProvider.System;
        _caller = new Caller(Options.Retry, retryBudget ?? new RetryBudget(), random ?? Random.Shared.NextDouble, _time);
        _drafting = new DraftingStage(drafter, Options, _time);
    }

    internal PrunerOptions Options { get; }

    /// <summary>Prunes the contexts of one question.</summary>
    /// <exception cref="Errors.PrunerException">The request is wrong, a service failed, or the deadline passed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PruneResult> PruneAsync(
        PruneRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request = request.With(Options);
        using var run = Begin(request, plannedFinals: 0, cancellationToken);
        return await run.SpendAsync(Options, async () =>
        {
            var (judgement, retrieval) = await PruneAsync(run, request, progress);
            var status = StatusOf(judgement, retrieval);
            return new PruneResult
            {
                Status = status,
                Judgement = judgement,
                Decision = Decision.Of(request.Scorer, judgement, status),
                Ledger = run.Close(AvoidedTokens.Of(request, judgement, status), Options),
                ForeignTenantCount = retrieval.ForeignTenantCount,
            };
        });
    }

    /// <summary>
    /// Retrieves and drafts, without judging: the evidence for one scorer, or for several that are to be compared on it.
    /// </summary>
    /// <returns>Every context in retrieval order, with its evidence or the reason why there is none, and what it took.</returns>
    /// <exception cref="Errors.PrunerException">The request is wrong, a service failed, or the deadline passed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<StageResult<IReadOnlyList<Candidate>>> CollectAsync(PruneRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request = request.With(Options);
        using var run = Begin(request, plannedFinals: 0, cancellationToken);
        return await run.SpendAsync(Options, async () =>
        {
            var (candidates, _) = await CollectAsync(run, request, progress: null);
            return new StageResult<IReadOnlyList<Candidate>>(candidates, run.Close(Avoided.Nothing, Options));
        });
    }

    internal RequestRun Begin(PruneRequest request, int plannedFinals, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate(Options);
        Judge.EnsureFit(request.Scorer, request.Keep, _drafting.Offers);
        var deadline = request.Deadline is { } asked && asked < Options.Deadline ? asked : Options.Deadline;
        var drafts = EvidenceCalls.PerContext(request.Scorer.Uses(_drafting.Offers)) * request.Contexts;
        return new RequestRun(deadline, _retrieval.MostCalls + drafts + plannedFinals, _caller, _time, cancellationToken);
    }

    internal RequestRun BeginCalls(int planned, CancellationToken cancellationToken) => new(Options.Deadline, planned, _caller, _time, cancellationToken);

    internal async Task<(Judgement Judgement, Retrieval Retrieval)> PruneAsync(
        RequestRun run, PruneRequest request, IProgress<PipelineProgress>? progress)
    {
        var (candidates, retrieval) = await CollectAsync(run, request, progress);
        var judgement = Judge.Decide(candidates, request.Scorer, request.Keep);
        Quorum.Ensure(judgement);
        return (judgement, retrieval);
    }

    private async Task<(IReadOnlyList<Candidate> Candidates, Retrieval Retrieval)> CollectAsync(
        RequestRun run, PruneRequest request, IProgress<PipelineProgress>? progress)
    {
        progress?.Report(new PipelineProgress(Stage.Retrieve, 0, 1));
        var retrieval = await _retrieval.RunAsync(run, request);
        progress?.Report(new PipelineProgress(Stage.Retrieve, 1, 1));
        if (retrieval.IsBlocked)
            return ([], retrieval);
        var candidates = await run.TimeAsync(Stage.Draft, () => _drafting.RunAsync(run, request, retrieval.Contexts, progress));
        return (candidates, retrieval);
    }

    internal static RequestStatus StatusOf(Judgement judgement, Retrieval retrieval) =>
        retrieval.IsBlocked ? RequestStatus.Blocked : StatusOf(judgement);

    internal static RequestStatus StatusOf(Judgement judgement) =>
        Quorum.IsBlocked(judgement) ? RequestStatus.Blocked
        : judgement.Kept.Count == 0 ? RequestStatus.NoContext
        : judgement.Contexts.Any(c => c.Disposition == Disposition.Unscored) ? RequestStatus.Partial
        : RequestStatus.Complete;
}

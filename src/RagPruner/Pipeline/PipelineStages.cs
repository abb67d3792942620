using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Calls;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>
/// The pipeline one stage at a time, for orchestrators that keep the state in between (Step Functions, a queue). Every
/// stage makes one attempt: the orchestrator retries. Safe for concurrent use; build it once.
/// </summary>
internal sealed class PipelineStages
{
    private readonly PrunerOptions _options;
    private readonly TimeProvider _time;
    private readonly (Caller Caller, Upstreams Upstreams) _services;

    /// <summary>Builds the stages.</summary>
    /// <param name="options">Limits and prices; <see cref="PrunerOptions.Retry"/> is not used.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <exception cref="PrunerMisconfigured">An option is out of range; the message names all that are.</exception>
    public PipelineStages(PrunerOptions options, TimeProvider? time = null)
    {
        options.Validate();
        (_options, _time) = (options, time ?? TimeProvider.System);
        _services = (new Caller(new RetryOptions { MaxRetries = 0 }, new RetryBudget(), static () => 0, _time), new Upstreams());
    }

    /// <summary>Retrieves, and settles the contexts that need no draft.</summary>
    /// <param name="retriever">Finds contexts; null where the request must bring its own.</param>
    /// <param name="request">The request.</param>
    /// <param name="offered">What the drafting model returns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PrunerException">The request is wrong, the service failed, or the deadline passed.</exception>
    public async Task<StageResult<RetrievedContexts>> RetrieveAsync(IRetriever? retriever, PruneRequest request, EvidenceKinds offered,
        CancellationToken cancellationToken)
    {
        var admitted = AdmittedRequest.Of(request, _options, offered);
        var stage = new RetrievalStage(retriever);
        using var run = Begin(request.Deadline, new PlannedCalls(stage.MostCallsOf(admitted), 0, 0), cancellationToken);
        return await run.SpendAsync(_options, async () =>
        {
            var retrieval = await stage.RunAsync(run, admitted).ConfigureAwait(false);
            var found = new RetrievedContexts(
                DraftingStage.Prepare(request.Question, retrieval.Contexts, _options.MaxContextTokens, admitted.MostContexts), admitted.Uses,
                ContextFence.For(request.Question, retrieval.Contexts), retrieval.IsBlocked)
            {
                ForeignTenantCount = retrieval.ForeignTenantCount,
                FilterMismatchCount = retrieval.FilterMismatchCount,
            };
            return new StageResult<RetrievedContexts>(found, run.Close(Avoided.Nothing, _options));
        }).ConfigureAwait(false);
    }

    /// <summary>Drafts from one context.</summary>
    /// <param name="drafter">Writes drafts.</param>
    /// <param name="question">The question.</param>
    /// <param name="context">The context.</param>
    /// <param name="uses">The evidence that the scorer uses, from <see cref="RetrievedContexts"/>.</param>
    /// <param name="scent">The answer that contexts are rated by, from <see cref="SurveyAsync"/>; or null.</param>
    /// <param name="deadline">Time for the stage, or null for the configured one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The context with its evidence, or with the reason why it alone has none.</returns>
    /// <exception cref="PrunerException">The service failed, or the deadline passed.</exception>
    public async Task<StageResult<PendingContext>> DraftAsync(
        IDrafter drafter, string question, Context context, EvidenceKinds uses, string? scent, TimeSpan? deadline,
        CancellationToken cancellationToken)
    {
        var stage = new DraftingStage(drafter, _options, _time);
        using var run = Begin(deadline, new PlannedCalls(0, EvidencePlan.Of(uses).CallsPerContext, 0), cancellationToken);
        var draft = new DraftRequest(question, context, ContextFence.Of(context, question), _options.MaxDraftTokensOf(uses), uses);
        var before = new PendingContext(context) { Evidence = scent is null ? null : Evidence.None with { Scent = scent } };
        return await run.SpendAsync(_options, async () =>
        {
            var pending = await run.TimeAsync(Stage.Draft, () => stage.DraftAsync(run, run.Deadline, before, draft, run.Token))
                .ConfigureAwait(false);
            return new StageResult<PendingContext>(pending, run.Close(Avoided.Nothing, _options));
        }).ConfigureAwait(false);
    }

    /// <summary>Makes the calls that are about all contexts together.</summary>
    /// <param name="drafter">Makes the calls.</param>
    /// <param name="question">The question.</param>
    /// <param name="contexts">All contexts in retrieval order, with what is known of them.</param>
    /// <param name="fence">The delimiter of all contexts of the question, from <see cref="RetrievedContexts"/>.</param>
    /// <param name="uses">The evidence that the scorer uses, from <see cref="RetrievedContexts"/>.</param>
    /// <param name="scope">Before the drafts, or after them.</param>
    /// <param name="deadline">Time for the stage, or null for the configured one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The contexts with what was found out.</returns>
    /// <exception cref="PrunerException">The service failed, or the deadline passed.</exception>
    public async Task<StageResult<IReadOnlyList<PendingContext>>> SurveyAsync(IDrafter drafter, string question, IReadOnlyList<PendingContext> contexts,
        string fence, EvidenceKinds uses, CallScope scope, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        using var run = Begin(deadline, new PlannedCalls(0, EvidencePlan.Of(uses).MostCalls(scope, contexts.Count, drafter.MostLabels), 0), cancellationToken);
        PendingContext[] surveyed = [.. contexts];
        return await run.SpendAsync(_options, async () =>
        {
            await run.TimeAsync(Stage.Draft, async () =>
            {
                await new QuestionCalls(drafter, _options).RunAsync(run, run.Deadline, uses, uses, scope, question, fence, surveyed, run.Token)
                    .ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            return new StageResult<IReadOnlyList<PendingContext>>(surveyed, run.Close(Avoided.Nothing, _options));
        }).ConfigureAwait(false);
    }

    /// <summary>Judges all contexts of a question. Pure: the same contexts give the same verdict.</summary>
    /// <param name="contexts">All contexts in retrieval order.</param>
    /// <param name="request">The request.</param>
    /// <param name="areCallers">Whether the contexts are the caller's documents.</param>
    /// <param name="isBlocked">Whether a guardrail blocked the question, so that there is nothing to judge.</param>
    /// <exception cref="PrunerException">Too few contexts could be scored; the kind is the dominant cause.</exception>
    public PrunedContexts Prune(IReadOnlyList<PendingContext> contexts, PruneRequest request, bool areCallers, bool isBlocked)
    {
        var admitted = AdmittedRequest.Of(request, _options, offered: null, areCallers ? contexts.Any(c => c.Context.RetrievalScore is not null) : null);
        var judgement = admitted.Judge(contexts, areCallers);
        var status = isBlocked ? RequestStatus.Blocked : ContextPruner.StatusOf(judgement);
        return new PrunedContexts(
            judgement, status, Decision.Of(admitted.Scorer, judgement, status, request.OnConflict), AvoidedTokens.Of(request, judgement, status));
    }

    /// <summary>Answers from the kept contexts.</summary>
    /// <param name="generator">Writes the answer.</param>
    /// <param name="generation">The question, the kept contexts in retrieval order, the fence, and how many candidates.</param>
    /// <param name="status">How pruning ended.</param>
    /// <param name="deadline">Time for the stage, or null for the configured one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PrunerException">The request is wrong, the service failed, or the deadline passed.</exception>
    public async Task<StageResult<GeneratedAnswer>> GenerateAsync(IGenerator generator, GenerationRequest generation, RequestStatus status,
        TimeSpan? deadline, CancellationToken cancellationToken)
    {
        var stage = new GenerationStage(generator);
        stage.EnsureFit(generation.Candidates);
        using var run = Begin(deadline, new PlannedCalls(0, 0, generation.Candidates), cancellationToken);
        return await run.SpendAsync(_options, async () =>
        {
            var answer = await stage.RunAsync(run, generation, status, progress: null).ConfigureAwait(false);
            return new StageResult<GeneratedAnswer>(answer, run.Close(Avoided.Nothing, _options));
        }).ConfigureAwait(false);
    }

    private RequestRun Begin(TimeSpan? deadline, PlannedCalls calls, CancellationToken cancellationToken) => new(
        _options.DeadlineOf(deadline), calls, new Booking(_services.Upstreams, calls), tenant: null, _services, _time, cancellationToken);
}

/// <summary>What a stage returns, and what it took.</summary>
/// <param name="Value">The result.</param>
/// <param name="Ledger">Calls, tokens, money and time of this stage alone.</param>
internal sealed record StageResult<T>(T Value, Ledger Ledger);

/// <summary>What was retrieved, ready for drafting.</summary>
/// <param name="Contexts">Every context in retrieval order; those that are open are to be drafted from.</param>
/// <param name="Uses">The evidence that the scorer uses; none means that no draft is made.</param>
/// <param name="Fence">The delimiter of the contexts in the prompts of this question that hold several.</param>
/// <param name="IsBlocked">Whether a guardrail blocked the question.</param>
internal sealed record RetrievedContexts(IReadOnlyList<PendingContext> Contexts, EvidenceKinds Uses, string Fence, bool IsBlocked)
{
    /// <summary>How many results belonged to another tenant and were dropped unread.</summary>
    public int ForeignTenantCount { get; init; }

    /// <summary>How many results did not meet the request's filter and were dropped unread.</summary>
    public int FilterMismatchCount { get; init; }
}

/// <summary>The verdict on all contexts of a question.</summary>
/// <param name="Judgement">The verdict.</param>
/// <param name="Status">How the request ended, so far.</param>
/// <param name="Decision">How sure that is, and what to do with it.</param>
/// <param name="Avoided">What the final model is spared.</param>
internal sealed record PrunedContexts(Judgement Judgement, RequestStatus Status, Decision Decision, Avoided Avoided);

/// <summary>An answer, and how its request ended.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Status">How the request ended.</param>
internal sealed record GeneratedAnswer(Answer Answer, RequestStatus Status);

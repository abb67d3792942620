using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Contexts;

namespace RagPruner.Pipeline;

/// <summary>Prunes, and then answers from what was kept. Safe for concurrent use; build it once.</summary>
public sealed class AnswerPipeline
{
    private readonly ContextPruner _pruner;
    private readonly GenerationStage _generation;

    /// <summary>Builds a pipeline.</summary>
    public AnswerPipeline(ContextPruner pruner, IGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(pruner);
        ArgumentNullException.ThrowIfNull(generator);
        (_pruner, _generation) = (pruner, new GenerationStage(generator));
    }

    /// <summary>Answers from contexts that were chosen elsewhere, with the retries and the deadline of a request.</summary>
    internal async Task<StageResult<GeneratedAnswer>> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        _generation.EnsureFit(request.Candidates);
        using var run = _pruner.BeginCalls(request.Candidates, cancellationToken);
        return await run.SpendAsync(_pruner.Options, async () =>
        {
            var answer = await _generation.RunAsync(run, request, RequestStatus.Complete, progress: null).ConfigureAwait(false);
            return new StageResult<GeneratedAnswer>(answer, run.Close(Avoided.Nothing, _pruner.Options));
        }).ConfigureAwait(false);
    }

    /// <summary>Answers one question.</summary>
    /// <exception cref="PrunerException">The request is wrong, a service failed, or the deadline passed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<AnswerResult> AnswerAsync(
        PruneRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        _generation.EnsureFit(request.Candidates);
        var admitted = _pruner.Admit(request);
        using var run = _pruner.Begin(admitted, request.Candidates, cancellationToken);
        return await run.SpendAsync(_pruner.Options, () => AnswerAsync(run, admitted, progress)).ConfigureAwait(false);
    }

    private async Task<AnswerResult> AnswerAsync(RequestRun run, AdmittedRequest admitted, IProgress<PipelineProgress>? progress)
    {
        var request = admitted.Request;
        var (judgement, retrieval) = await _pruner.PruneAsync(run, admitted, progress).ConfigureAwait(false);
        var pruned = ContextPruner.StatusOf(judgement, retrieval);
        var answered = new GeneratedAnswer(Answer.Without(pruned == RequestStatus.Blocked), pruned);
        if (pruned is not (RequestStatus.NoContext or RequestStatus.Blocked))
        {
            var fence = ContextFence.For(request.Question, judgement.InRetrievalOrder);
            var generation = new GenerationRequest(request.Question, judgement.Kept, fence) { Candidates = request.Candidates };
            answered = await _generation.RunAsync(run, generation, pruned, progress).ConfigureAwait(false);
        }
        return new AnswerResult
        {
            Status = answered.Status,
            Answer = answered.Answer,
            Judgement = judgement,
            Decision = Decision.Of(admitted.Scorer, judgement, answered.Status, request.OnConflict),
            Ledger = run.Close(AvoidedTokens.Of(request, judgement, pruned), _pruner.Options),
            ForeignTenantCount = retrieval.ForeignTenantCount,
            FilterMismatchCount = retrieval.FilterMismatchCount,
        };
    }
}

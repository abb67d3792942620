using System.Runtime.CompilerServices;
using System.Threading.Channels;
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
        using var run = _pruner.BeginFinals(request.Candidates, cancellationToken);
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

    /// <summary>
    /// Answers one question, and tells of it as it goes: what was retrieved, each draft, the verdicts as soon as they stand,
    /// the answer as it comes, and in the last one the result. It begins when it is enumerated; to stop enumerating ends every
    /// call that is under way.
    /// </summary>
    /// <exception cref="PrunerException">While enumerating: the request is wrong, a service failed, or the deadline passed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the caller cancelled.</exception>
    public async IAsyncEnumerable<PipelineProgress> StreamAsync(
        PruneRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var come = Channel.CreateUnbounded<PipelineProgress>(new UnboundedChannelOptions { SingleReader = true });
        // A model in this process may not wait for anything: whoever reads sees it work all the same.
        var answering = Task.Run(WriteAsync, CancellationToken.None);
        try
        {
            await foreach (var progress in come.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return progress;
            await answering.ConfigureAwait(false);
        }
        finally
        {
            // Whoever stops reading early must not leave calls behind that somebody pays for.
            await stopped.CancelAsync().ConfigureAwait(false);
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task WriteAsync()
        {
            try
            {
                var result = await AnswerAsync(request, new ChannelProgress(come.Writer), stopped.Token).ConfigureAwait(false);
                come.Writer.TryWrite(new PipelineProgress(Stage.Generate, request.Candidates, request.Candidates) { Result = result });
            }
            finally
            {
                come.Writer.TryComplete();
            }
        }
    }

    private async Task<AnswerResult> AnswerAsync(RequestRun run, AdmittedRequest admitted, IProgress<PipelineProgress>? progress)
    {
        var request = admitted.Request;
        var pruned = await _pruner.PruneAsync(run, admitted, progress).ConfigureAwait(false);
        var (judgement, status) = (pruned.Judgement, pruned.Status);
        if (request.Collected is not null && judgement.Kept.Any(c => string.IsNullOrWhiteSpace(c.Text)))
            throw new PrunerInvalidInput("evidence lacks the text of a context that is kept, and an answer needs it.");
        var answered = new GeneratedAnswer(Answer.Without(status == RequestStatus.Blocked), status);
        if (status is RequestStatus.NoContext or RequestStatus.Blocked)
            progress?.Report(new PipelineProgress(Stage.Generate, 0, 0) { AnswerDelta = answered.Answer.Text });
        else
        {
            var fence = ContextFence.For(request.Question, judgement.InRetrievalOrder);
            var generation = new GenerationRequest(request.Question, judgement.Kept, fence) { Candidates = request.Candidates };
            answered = await _generation.RunAsync(run, generation, status, progress).ConfigureAwait(false);
        }
        return new AnswerResult
        {
            Status = answered.Status,
            Answer = answered.Answer,
            Judgement = judgement,
            Decision = Decision.Of(admitted.Scorer, judgement, answered.Status, request.OnConflict),
            Ledger = run.Close(AvoidedTokens.Of(request, judgement, status), _pruner.Options),
            ForeignTenantCount = pruned.ForeignTenantCount,
            FilterMismatchCount = pruned.FilterMismatchCount,
        };
    }

    // Progress<T> would hand each piece to the thread pool, where pieces overtake each other.
    private sealed class ChannelProgress(ChannelWriter<PipelineProgress> writer) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value) => writer.TryWrite(value);
    }
}

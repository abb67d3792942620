using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Prompts;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>Prunes, and then answers from what was kept. Safe for concurrent use; build it once.</summary>
public sealed class AnswerPipeline
{
    private readonly ContextPruner _pruner;
    private readonly IGenerator _generator;

    /// <summary>Builds a pipeline.</summary>
    public AnswerPipeline(ContextPruner pruner, IGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(pruner);
        ArgumentNullException.ThrowIfNull(generator);
        (_pruner, _generator) = (pruner, generator);
    }

    /// <summary>Answers one question.</summary>
    /// <exception cref="PrunerException">The request is wrong, a service failed, or the deadline passed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<AnswerResult> AnswerAsync(
        PruneRequest request, IProgress<PipelineProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Candidates > 1 && !_generator.OffersLogprobs)
            throw new PrunerInvalidInput("candidates above 1 need a final model with log probabilities.");
        using var run = _pruner.Begin(request, request.Candidates, cancellationToken);
        var (judgement, retrieval) = await _pruner.PruneAsync(run, request, progress);
        var status = ContextPruner.StatusOf(judgement, retrieval);
        var answer = new Answer(retrieval.IsBlocked ? Answer.Blocked : Answer.NotInSources, []);
        if (status is not (RequestStatus.NoContext or RequestStatus.Blocked))
        {
            var generated = await run.TimeAsync(Stage.Generate, () => GenerateAsync(run, request, judgement, progress));
            (answer, var isBlocked) = Best(generated, judgement.Kept);
            status = isBlocked ? RequestStatus.Blocked : generated.Count < request.Candidates ? RequestStatus.Partial : status;
        }
        return new AnswerResult
        {
            Status = status,
            Answer = answer,
            Judgement = judgement,
            Ledger = run.Close(ContextPruner.PrunedTokens(judgement), _pruner.Options.DraftPrice, _pruner.Options.FinalPrice),
            ForeignTenantCount = retrieval.ForeignTenantCount,
        };
    }

    /// <summary>The candidates that came back, in their order; the first failure is thrown if none did.</summary>
    private async Task<IReadOnlyList<GeneratedText>> GenerateAsync(
        RequestRun run, PruneRequest request, Judgement judgement, IProgress<PipelineProgress>? progress)
    {
        progress?.Report(new PipelineProgress(Stage.Generate, 0, request.Candidates));
        var generation = new GenerationRequest(request.Question, judgement.Kept, ContextFence.For(request.Question, judgement.InRetrievalOrder)) { Candidates = request.Candidates };
        var deltas = progress is null || request.Candidates > 1
            ? null
            : new Deltas(text => progress.Report(new PipelineProgress(Stage.Generate, 0, 1, text)));

        async Task<(GeneratedText? Text, PrunerException? Failure)> OneAsync(int candidate)
        {
            try
            {
                var call = generation with { Candidate = candidate };
                var text = await run.CallAsync(ct => _generator.GenerateAsync(call, deltas, ct));
                run.AddFinal(text.InputTokens, text.OutputTokens);
                return (text, null);
            }
            catch (PrunerException e) when (request.Candidates > 1 && (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded))
            {
                return (null, e);
            }
        }

        var results = await Task.WhenAll(Enumerable.Range(0, request.Candidates).Select(OneAsync));
        var texts = results.Where(r => r.Text is not null).Select(r => r.Text!).ToArray();
        return texts.Length > 0 ? texts : throw results[0].Failure!;
    }

    private static (Answer Answer, bool IsBlocked) Best(IReadOnlyList<GeneratedText> generated, IReadOnlyList<Context> kept)
    {
        var ranked = generated.OrderBy(g => g.IsBlocked).ThenByDescending(g => g.MeanLogprob ?? double.NegativeInfinity)
            .Select(g => (Generated: g, Checked: AnswerCheck.Check(g.Text.Trim(), kept))).ToArray();
        var (best, text) = ranked[0];
        var answer = new Answer(text.Text, text.Citations)
        {
            Flags = text.Flags,
            LowConfidence = LowConfidence.Spans(best with { Text = best.Text.Trim() }, text),
            Candidates = ranked.Length == 1 ? [] : [.. ranked.Select(r => new RankedCompletion(r.Checked.Text, r.Generated.MeanLogprob))],
        };
        return (answer, best.IsBlocked);
    }

    // Progress<T> would hand each piece to the thread pool, where pieces overtake each other.
    private sealed class Deltas(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}

using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Errors;

namespace RagPruner.Pipeline;

/// <summary>Generates the answer, or several of which the best is taken, and checks what the model wrote.</summary>
internal sealed class GenerationStage(IGenerator generator)
{
    public void EnsureFit(int candidates)
    {
        if (candidates > 1 && !generator.OffersLogprobs)
            throw new PrunerInvalidInput("candidates above 1 need a final model with log probabilities.");
    }

    /// <param name="run">The request.</param>
    /// <param name="generation">What to answer from what.</param>
    /// <param name="status">The request's status so far.</param>
    /// <param name="progress">Told of what comes, if anybody watches.</param>
    public async Task<(Answer Answer, RequestStatus Status)> RunAsync(RequestRun run, GenerationRequest generation, RequestStatus status, IProgress<PipelineProgress>? progress)
    {
        var generated = await run.TimeAsync(Stage.Generate, () => GenerateAsync(run, generation, progress));
        var (answer, isBlocked) = Best(generated, generation.Contexts);
        return (answer, isBlocked ? RequestStatus.Blocked : generated.Count < generation.Candidates ? RequestStatus.Partial : status);
    }

    /// <summary>The candidates that came back, in their order; the first failure is thrown if none did.</summary>
    private async Task<IReadOnlyList<GeneratedText>> GenerateAsync(RequestRun run, GenerationRequest generation, IProgress<PipelineProgress>? progress)
    {
        progress?.Report(new PipelineProgress(Stage.Generate, 0, generation.Candidates));
        var deltas = progress is null || generation.Candidates > 1
            ? null
            : new Deltas(text => progress.Report(new PipelineProgress(Stage.Generate, 0, 1, text)));

        async Task<(GeneratedText? Text, PrunerException? Failure)> OneAsync(int candidate)
        {
            try
            {
                var call = generation with { Candidate = candidate };
                var text = await run.CallAsync(ct => generator.GenerateAsync(call, deltas, ct));
                run.AddFinal(text.InputTokens, text.OutputTokens);
                return (text, null);
            }
            catch (PrunerException e) when (generation.Candidates > 1 && (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded))
            {
                return (null, e);
            }
        }

        var results = await Task.WhenAll(Enumerable.Range(0, generation.Candidates).Select(OneAsync));
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

using RagPruner.Answering;
using RagPruner.Drafting;

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
    public async Task<GeneratedAnswer> RunAsync(RequestRun run, GenerationRequest generation, RequestStatus status, IProgress<PipelineProgress>? progress)
    {
        var begun = new PipelineProgress(Stage.Generate, 0, generation.Candidates);
        progress?.Report(begun);
        var deltas = progress is null ? null : new AnswerDeltas(generation.Contexts, text => progress.Report(begun with { AnswerDelta = text }));
        // Of several candidates nobody knows which one it will be.
        var shown = generation.Candidates > 1 ? null : deltas;
        var generated = await run.TimeAsync(Stage.Generate, () => GenerateAsync(run, generation, shown)).ConfigureAwait(false);
        var (answer, kind) = Best([.. generated.Select(g => new Completion(g, AnswerCheck.Check(g.Text.Trim(), generation.Contexts)))]);
        deltas?.Finish(answer.Text);
        return new GeneratedAnswer(answer, kind switch
        {
            CompletionKind.Blocked => RequestStatus.Blocked,
            CompletionKind.Abstention => RequestStatus.NoContext,
            _ => generated.Count < generation.Candidates ? RequestStatus.Partial : status,
        });
    }

    /// <summary>The candidates that came back, in their order; the first failure is thrown if none did.</summary>
    private async Task<IReadOnlyList<GeneratedText>> GenerateAsync(RequestRun run, GenerationRequest generation, AnswerDeltas? deltas)
    {
        async Task<GeneratedText> CallAsync(GenerationRequest call, CancellationToken cancellationToken)
        {
            deltas?.Restart();
            var text = await generator.GenerateAsync(call, deltas, cancellationToken).ConfigureAwait(false);
            run.AddFinal(text.Usage);
            // Saying nothing is not the same as saying that the sources do not hold the answer.
            return text.IsBlocked || !string.IsNullOrWhiteSpace(text.Text) ? text
                : throw new PrunerUpstreamBadResponse("The final model answered with an empty text.");
        }

        async Task<(GeneratedText? Text, PrunerException? Failure)> OneAsync(int candidate)
        {
            try
            {
                return (await run.GenerateAsync(ct => CallAsync(generation with { Candidate = candidate }, ct)).ConfigureAwait(false), null);
            }
            catch (PrunerException e) when (generation.Candidates > 1 && (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded))
            {
                return (null, e);
            }
            catch (OperationCanceledException e) when (generation.Candidates > 1 && run.IsOutOfTime)
            {
                return (null, run.Deadline.Exceeded(e));
            }
        }

        var results = await Task.WhenAll(Enumerable.Range(0, generation.Candidates).Select(OneAsync)).ConfigureAwait(false);
        var texts = results.Where(r => r.Text is not null).Select(r => r.Text!).ToArray();
        return texts.Length > 0 ? texts : throw results[0].Failure!;
    }

    // An abstention is confident whatever it is worth, so it comes behind every answer.
    private static (Answer Answer, CompletionKind Kind) Best(IReadOnlyList<Completion> completions)
    {
        var ranked = completions.OrderBy(c => c.Kind).ThenByDescending(c => c.Generated.MeanLogprob ?? double.NegativeInfinity).ToArray();
        var best = ranked[0];
        var answer = new Answer(best.Text, best.Checked.Citations)
        {
            Flags = best.Generated.IsTruncated ? [.. best.Checked.Flags.Append(AnswerFlags.Truncated).Order(StringComparer.Ordinal)] : best.Checked.Flags,
            LowConfidence = best.Text == best.Checked.Text
                ? LowConfidence.Spans(best.Generated with { Text = best.Generated.Text.Trim() }, best.Checked) : null,
            Candidates = ranked.Length == 1 ? [] : [.. ranked.Select(c => c.Generated with { Text = c.Text })],
        };
        return (answer, best.Kind);
    }

    /// <summary>From best to worst.</summary>
    private enum CompletionKind
    {
        Answer,
        Abstention,
        Blocked,
    }

    private sealed record Completion(GeneratedText Generated, CheckedText Checked)
    {
        public CompletionKind Kind { get; } =
            Generated.IsBlocked ? CompletionKind.Blocked
            : string.IsNullOrWhiteSpace(Checked.Text) || Abstention.Is(Checked.Text) ? CompletionKind.Abstention
            : CompletionKind.Answer;

        /// <summary>The text; the product's own words where the model used those of a prompt, or where nothing was left of it.</summary>
        public string Text => Kind == CompletionKind.Abstention && (string.IsNullOrWhiteSpace(Checked.Text) || Abstention.IsPrompted(Checked.Text))
            ? Answer.NotInSources
            : Checked.Text;
    }
}

namespace RagPruner.Local.Evaluation;

/// <summary>
/// Runs an evaluation question by question. What fails is counted by its error and is in no rate; what was done when the
/// user interrupts is reported. Memory holds figures only, no texts.
/// </summary>
internal sealed class Evaluator(EvaluationPlan plan, double margin)
{
    /// <summary>Evaluates what was recorded, several questions at once; the figures do not depend on how many.</summary>
    /// <param name="recorded">The questions, which are read as they are needed.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public EvaluationResult Replay(IEnumerable<RecordedQuestion> recorded, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var done = 0;
        // What is shared between questions and made on demand, such as the ids that hold the answer, is each question's own.
        QuestionOutcome[] outcomes = [.. recorded.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(r =>
        {
            var outcome = QuestionOutcome.Of(r, plan);
            progress?.Report(Interlocked.Increment(ref done));
            return outcome;
        })];
        return new EvaluationResult(EvalReport.Of(outcomes, plan, margin), outcomes);
    }

    /// <summary>Collects and evaluates.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="collect">Collects the evidence, and the answers, of one question.</param>
    /// <param name="parallel">Questions at once.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellationToken">Ends it; what is done by then is returned.</param>
    /// <exception cref="PrunerException">What no question could escape: a wrong set-up; or, if every question failed, the first failure.</exception>
    public async Task<EvaluationResult> RunAsync(
        IReadOnlyList<EvalQuestion> questions, Func<EvalQuestion, CancellationToken, Task<RecordedQuestion>> collect, int parallel,
            IProgress<int>? progress, CancellationToken cancellationToken)
    {
        // Judged at once, so that memory holds figures only.
        var (outcomes, failures) = await EachQuestion.RunAsync(questions, async (q, ct) =>
            QuestionOutcome.Of(await collect(q, ct), plan), parallel, progress, cancellationToken);
        var failed = failures.GroupBy(f => f.GetType().Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return new EvaluationResult(EvalReport.Of(outcomes, plan, margin, failed, cancellationToken.IsCancellationRequested), outcomes);
    }
}

/// <summary>An evaluation's figures, and the outcomes that they were made from.</summary>
internal sealed record EvaluationResult(EvalReport Report, IReadOnlyList<QuestionOutcome> Outcomes);

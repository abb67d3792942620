using RagPruner.Local.Corpora;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// Measures how often each scorer keeps the relevant context. Every question is drafted once, with all the evidence that
/// the model offers; the scorers then judge the same evidence.
/// </summary>
internal sealed class Evaluator(EvidenceCollector collector, IReadOnlyList<Scorer> scorers)
{
    /// <summary>How many contexts are kept.</summary>
    public static IReadOnlyList<int> KeptCounts { get; } = [1, 2, 3];

    public async Task<EvalReport> RunAsync(
        IReadOnlyList<EvalQuestion> questions, int contexts, int parallel, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var outcomes = new QuestionOutcome[questions.Count];
        var done = 0;
        await Parallel.ForAsync(0, questions.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (i, ct) =>
        {
            var candidates = await collector.CollectAsync(questions[i].Question, contexts, ct);
            outcomes[i] = Judged(questions[i], candidates);
            progress?.Report(Interlocked.Increment(ref done));
        });
        return EvalReport.Of(outcomes, [.. scorers.Select(s => s.Name)], contexts);
    }

    // What `ask` with this scorer alone would have had: no draft, and so no abstention, where the scorer uses none.
    private IReadOnlyList<Candidate> AsAskedBy(Scorer scorer, IReadOnlyList<Candidate> candidates) =>
        [.. candidates.Select(c => c.AskedFor(scorer.Uses(collector.Offers)))];

    private QuestionOutcome Judged(EvalQuestion question, IReadOnlyList<Candidate> candidates)
    {
        var sources = question.RelevantContextIds;
        bool IsRelevant(string id) => sources.Any(s => CorpusChunk.IsOf(id, s));
        var relevant = candidates.Where(c => IsRelevant(c.Context.Id)).Select(c => c.MergedInto ?? c.Context.Id).ToHashSet(StringComparer.Ordinal);
        var kept = scorers.ToDictionary(
            s => s.Name,
            s => (IReadOnlyList<bool>)[.. KeptCounts.Select(k => Judge.Decide(AsAskedBy(s, candidates), s, new TopK(k)).Kept.Any(c => relevant.Contains(c.Id)))],
            StringComparer.Ordinal);
        return new QuestionOutcome(
            sources.Count > 0, relevant.Count > 0, kept,
            Drafted: candidates.Count(c => c.Evidence is not null),
            Abstained: candidates.Count(c => c.Evidence?.Abstained == true),
            Unscored: candidates.Count(c => c.UnscoredReason is not null));
    }
}

/// <summary>What became of one question.</summary>
/// <param name="HasAnswer">Whether the corpus holds an answer.</param>
/// <param name="IsRetrieved">Whether a relevant context was retrieved.</param>
/// <param name="Kept">By scorer, for each of <see cref="Evaluator.KeptCounts"/>: whether a relevant context was kept.</param>
/// <param name="Drafted">Contexts with a draft.</param>
/// <param name="Abstained">Those whose draft says that the answer is not there.</param>
/// <param name="Unscored">Contexts without evidence.</param>
internal sealed record QuestionOutcome(
    bool HasAnswer, bool IsRetrieved, IReadOnlyDictionary<string, IReadOnlyList<bool>> Kept, int Drafted, int Abstained, int Unscored);

using RagPruner.Answering;
using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Conflicts;

/// <summary>Runs cases through the pipeline: drafts once, judges with and without what contradicts, and answers from both.</summary>
internal sealed class ConflictLab(ContextPruner pruner, AnswerPipeline pipeline, Scorer scorer, KeepRule keep, EvidenceKinds offered)
{
    /// <summary>How many documents are drafted from at most; null for as many as can be.</summary>
    public int? Contexts { get; init; }

    /// <summary>What becomes of a case where conflicts are flagged, and where what contradicts is dropped.</summary>
    public async Task<(ConflictOutcome Flagged, ConflictOutcome Dropped)> RunAsync(ConflictCase item, CancellationToken cancellationToken)
    {
        var request = new PruneRequest(item.Question) { Documents = item.Documents, Contexts = Contexts };
        var (contexts, _) = await pruner.CollectAsync(request, scorer.Uses(offered) | EvidenceKinds.Draft, cancellationToken);
        var flagged = Judged(contexts, OnConflict.Flag);
        var dropped = Judged(contexts, OnConflict.Drop);
        var answer = await AnswerAsync(item, flagged, cancellationToken);
        return (new ConflictOutcome(item, flagged, answer), new ConflictOutcome(item, dropped,
            flagged.Kept.SequenceEqual(dropped.Kept) ? answer : await AnswerAsync(item, dropped, cancellationToken)));
    }

    private Judgement Judged(IReadOnlyList<PendingContext> contexts, OnConflict onConflict)
    {
        var judgement = Judge.Decide(contexts, scorer, keep, onConflict);
        QuorumCheck.Ensure(judgement, areCallers: true);
        return judgement;
    }

    private async Task<string> AnswerAsync(ConflictCase item, Judgement judgement, CancellationToken cancellationToken)
    {
        if (judgement.Kept.Count == 0)
            return Answer.NotInSources;
        var generation = new GenerationRequest(item.Question, judgement.Kept, ContextFence.For(item.Question, judgement.InRetrievalOrder));
        return (await pipeline.GenerateAsync(generation, cancellationToken)).Value.Answer.Text;
    }
}

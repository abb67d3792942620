using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Statements;

namespace RagPruner.Scoring;

/// <summary>
/// The share of the sources, by their trust weights, whose drafts say the same, 0 to 1. Each source has one vote, and near
/// copies share one: four paraphrases of a document outvote nobody. A source without others to compare with agrees with all
/// there are: 1.
/// </summary>
internal sealed class ConsensusScorer : Scorer
{
    /// <inheritdoc/>
    public override string Name => "consensus";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Draft;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.DraftEmpty;

    /// <inheritdoc/>
    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts)
    {
        // Heard in retrieval order, in whatever order they come.
        var speaking = Enumerable.Range(0, contexts.Count).Where(i => contexts[i].Speaks).OrderBy(i => contexts[i].Context.Rank).ToArray();
        var testimonies = Testimony.Hear([.. speaking.Select(i => contexts[i])]);
        var relations = Testimony.Relations(testimonies);
        // Where nobody is trusted, all are alike.
        var all = testimonies.Sum(t => t.Vote);
        var votes = testimonies.Select(t => all > 0 ? t.Vote / all : 1.0 / testimonies.Count).ToArray();
        var scores = new double?[contexts.Count];
        for (var t = 0; t < testimonies.Count; t++)
        {
            var agreeing = Math.Min(1, Enumerable.Range(0, testimonies.Count).Where(o => relations[t, o] == Relation.Same).Sum(o => votes[o]));
            foreach (var at in testimonies[t].At)
                scores[speaking[at]] = agreeing;
        }
        return scores;
    }
}

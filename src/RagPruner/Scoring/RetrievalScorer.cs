using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// The retriever's own score: the baseline that every other scorer must beat. Needs no drafts. Where no context has one,
/// the order is what the retriever said: the score is then 1/rank.
/// </summary>
internal sealed class RetrievalScorer : Scorer
{
    /// <inheritdoc/>
    public override string Name => "retrieval";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.None;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.RetrievalScoreMissing;

    /// <inheritdoc/>
    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts)
    {
        var scores = contexts.Select(c => c.Context.RetrievalScore is { } score && double.IsFinite(score) ? score : (double?)null).ToArray();
        return Array.Exists(scores, s => s is not null) ? scores : [.. contexts.Select(c => (double?)(1.0 / c.Context.Rank))];
    }

    internal override double? MostOf(ContextEvidence context) => context.Context.RetrievalScore;
}

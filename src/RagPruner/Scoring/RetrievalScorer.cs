using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Scoring;

/// <summary>The retriever's own score: the baseline that every other scorer must beat. Needs no drafts.</summary>
public sealed class RetrievalScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "retrieval";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.None;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.RetrievalScoreMissing;

    /// <inheritdoc/>
    protected override double? Score(ScoredInput context) => context.Context.RetrievalScore is { } score && double.IsFinite(score) ? score : null;
}

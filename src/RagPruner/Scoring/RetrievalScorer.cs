using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>The retriever's own score: the baseline that every other scorer must beat. Needs no drafts.</summary>
internal sealed class RetrievalScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "retrieval";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.None;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.RetrievalScoreMissing;

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context) => context.Context.RetrievalScore is { } score && double.IsFinite(score) ? score : null;
}

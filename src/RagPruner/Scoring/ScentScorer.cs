using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// Mean log probability, given question and context, of one short answer that the best contexts gave together: the scent
/// (ASRank, arXiv 2501.15245). At most 0. One call for the question and one for each context, which gives the question's
/// log probabilities too; needs prompt log probabilities and a model that goes on with a begun turn. A scent that abstains,
/// or is empty, gives no scores.
/// </summary>
internal sealed class ScentScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "scent";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Scent;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.ScentMissing;

    internal override string MissingReasonOf(ContextEvidence context) => context.Evidence?.Scent switch
    {
        null => MissingReason,
        "" => Reasons.ScentEmpty,
        var scent => Scent.IsUsable(scent) ? MissingReason : Reasons.ScentAbstained,
    };

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context) => context.Evidence?.ScentLogprob;
}

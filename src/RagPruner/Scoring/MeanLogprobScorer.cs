using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// Mean log probability of the draft's tokens: the basic recipe. At most 0. On small models it ranks contexts far
/// below the retriever's own order (an irrelevant passage can be quoted just as surely), so compare it with
/// <c>retrieval</c> on your own questions first.
/// </summary>
internal sealed class MeanLogprobScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "mean-logprob";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.DraftLogprobsMissing;

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context) => context.Evidence?.MeanLogprob;

    /// <summary>The logarithm of certainty.</summary>
    internal override double? MostOf(ContextEvidence context) => 0;
}

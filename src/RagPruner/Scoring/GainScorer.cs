using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// What the context adds to the draft's probability: its mean log probability, closing token included, minus that of the
/// same draft under the prompt without the context. Above 0 where the context made the draft likelier. One further call
/// for each context, and prompt log probabilities.
/// </summary>
internal sealed class GainScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "gain";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs | EvidenceKinds.ClosedBook;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.GainMissing;

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context) => context.Evidence?.Gain;
}

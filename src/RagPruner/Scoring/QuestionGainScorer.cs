using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// What a context adds to the question's probability: log p(question | context) − log p(question), each the mean over the
/// question's tokens; pointwise mutual information for each token (arXiv 2411.07773). Above 0 where the context makes the
/// question likelier. Within a question it ranks as <c>question-likelihood</c> does; between questions it can be compared,
/// so that a cut makes sense. Needs prompt log probabilities, and one call for the question more.
/// </summary>
internal sealed class QuestionGainScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "question-gain";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.QuestionLogprobs | EvidenceKinds.QuestionPrior;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.QuestionGainMissing;

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context) => context.Evidence?.QuestionGain;
}

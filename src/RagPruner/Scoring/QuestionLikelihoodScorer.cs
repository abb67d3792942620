using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// Mean log probability of the question's own tokens given the context: the query-likelihood model of Ponte and Croft
/// (1998) with a language model in place of word counts. At most 0. Needs prompt log probabilities and no draft at all.
/// </summary>
internal sealed class QuestionLikelihoodScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "question-likelihood";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.QuestionLogprobs;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.QuestionLogprobsMissing;

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context) => context.Evidence?.QuestionLogprob;

    /// <summary>The logarithm of certainty.</summary>
    internal override double? MostOf(ContextEvidence context) => 0;
}

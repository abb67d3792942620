using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// <c>question-likelihood</c> for questions that take two contexts (PromptRank, arXiv 2205.12650): where the best context is
/// not clearly the best, or its draft abstains, the next four are rated together with it, and the one with which the
/// question is likeliest is lifted to its side. The best context has then the value of both together, and its partner one
/// halfway between that and what the best has alone, which no other reaches. At most 0. Up to four calls for a question more; needs prompt log
/// probabilities.
/// </summary>
internal sealed class PairScorer : Scorer
{
    /// <inheritdoc/>
    public override string Name => "pair";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.QuestionLogprobs | EvidenceKinds.Pair;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.QuestionLogprobsMissing;

    /// <inheritdoc/>
    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts)
    {
        var partner = Pairing.PartnerOf(contexts);
        var pair = partner?.Evidence!.Pair!;
        return [.. contexts.Select(c => c == partner ? (pair.AloneLogprob + pair.TogetherLogprob) / 2
            : c.Context.Id == pair?.ContextId ? pair.TogetherLogprob
            : c.Evidence?.QuestionLogprob)];
    }
}

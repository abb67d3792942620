using RagPruner.Drafting;

namespace RagPruner.Selection;

/// <summary>
/// Whether anything relevant was retrieved at all, in one number for a question: how much likelier its best context makes
/// it, in nats a token. Without a profile it is shown and decides nothing; calibrated, it is a part of the confidence.
/// </summary>
/// <param name="Value">The higher, the likelier that a context holds the answer; 0 or above by <see cref="ByQuestionLikelihood"/>.</param>
/// <param name="By"><see cref="ByQuestionGain"/> or <see cref="ByQuestionLikelihood"/>; values of one are not on the scale of the other.</param>
public sealed record Relevance(double Value, string By)
{
    /// <summary>The largest log p(question | context) − log p(question): the question alone was rated too.</summary>
    public const string ByQuestionGain = "question-gain";

    /// <summary>The largest log p(question | context) less its mean over the contexts, which stand for none: no further call.</summary>
    public const string ByQuestionLikelihood = "question-likelihood";

    /// <summary>The relevance of what was retrieved; null where no question is rated, or there is nothing to stand out from.</summary>
    /// <param name="contexts">All contexts of the question.</param>
    /// <param name="uses">The evidence that was asked for: more of it, from elsewhere, must not change the scale.</param>
    internal static Relevance? Of(IReadOnlyList<PendingContext> contexts, EvidenceKinds uses)
    {
        if (!uses.HasFlag(EvidenceKinds.QuestionLogprobs))
            return null;
        Evidence[] rated = [.. contexts.Where(c => c.MergedInto is null && c.Evidence?.QuestionLogprob is not null).Select(c => c.Evidence!)];
        if (uses.HasFlag(EvidenceKinds.QuestionPrior))
            return rated.Max(e => e.QuestionGain) is { } gain ? new Relevance(gain, ByQuestionGain) : null;
        return rated.Length < 2 ? null
            : new Relevance(rated.Max(e => e.QuestionLogprob!.Value) - rated.Average(e => e.QuestionLogprob!.Value), ByQuestionLikelihood);
    }
}

using RagPruner.Contexts;
using RagPruner.Scoring;

namespace RagPruner.Selection;

/// <summary>
/// Whether enough contexts have evidence to go on without the rest. If not, pruning would be a guess, and the request
/// fails with the cause that most of the missing ones share.
/// </summary>
internal static class QuorumCheck
{
    /// <summary>Passes if enough contexts were scored or abstained, or a guardrail blocked all that could have been.</summary>
    /// <param name="judgement">The verdict.</param>
    /// <param name="areCallers">Whether the texts are the caller's own: that they are empty or too long is then the request's fault.</param>
    /// <exception cref="PrunerException">Too few; the kind is the dominant cause, the first in the contract's order among equals.</exception>
    public static void Ensure(Judgement judgement, bool areCallers = false)
    {
        if (judgement.Contexts.Count == 0 || IsBlocked(judgement))
            return;
        // A shared answer that says that there is none is an answer: nothing failed.
        if (judgement.Contexts.Any(c => c.Reason == Reasons.ScentAbstained))
            return;
        // A merged context is scored through another, what a guardrail blocked has its verdict, and content without text, too
        // long for the budget, over the limit or not needed was never going to be scored. But where nothing is kept without it, nobody knows what it holds.
        var own = judgement.Contexts.Where(c => c.Disposition != Disposition.Merged).ToArray();
        var counted = own.Where(c => c.Reason is not (Reasons.DraftBlocked or Reasons.NoText) && !IsNotLookedAt(c)
            && (c.Reason != Reasons.TooLong || judgement.Kept.Count == 0)).ToArray();
        if (counted.Length == 0)
            counted = [.. own.Where(c => !IsNotLookedAt(c))];
        var unscored = counted.Where(c => c.Disposition == Disposition.Unscored).ToArray();
        var scored = counted.Length - unscored.Length;
        if (scored >= Quorum.Required(counted.Length))
            return;
        var cause = unscored.GroupBy(KindOf).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First();
        var most = cause.GroupBy(c => c.Reason, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .First().Key;
        throw PrunerException
            .Of(cause.Key, $"Only {scored} of {counted.Length} contexts could be scored, {Quorum.Required(counted.Length)} are needed; most often: {most}.");

        ErrorKind KindOf(JudgedContext context) => areCallers && context.Reason is Reasons.NoText or Reasons.TooLong ? ErrorKind.InvalidInput
            : Reasons.FailureBehind(context.Reason);
    }

    private static bool IsNotLookedAt(JudgedContext context) =>
        context is { Disposition: Disposition.Pruned, Reason: Reasons.OverLimit or Reasons.NotNeeded or Reasons.NotWaitedFor };

    /// <summary>Whether a guardrail blocked drafts, and nothing was scored beside them.</summary>
    internal static bool IsBlocked(Judgement judgement) =>
        judgement.Contexts.Any(c => c.Reason == Reasons.DraftBlocked)
        && judgement.Contexts.All(c => c.Disposition == Disposition.Merged
            || c.Reason is Reasons.DraftBlocked or Reasons.NoText or Reasons.TooLong or Reasons.OverLimit);
}

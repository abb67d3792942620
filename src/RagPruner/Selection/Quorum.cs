using RagPruner.Errors;

namespace RagPruner.Selection;

/// <summary>
/// How many contexts must have evidence before a request goes on without the rest. Below it, pruning would be a guess,
/// and the request fails with the cause that most of the missing ones share.
/// </summary>
public static class Quorum
{
    /// <summary>At least half of the contexts, and at least three of them if there are three.</summary>
    /// <param name="contexts">How many contexts were to be scored.</param>
    public static int Required(int contexts) => Math.Max((contexts + 1) / 2, Math.Min(3, contexts));

    /// <summary>Passes if enough contexts were scored or abstained.</summary>
    /// <exception cref="PrunerException">Too few; the kind is the dominant cause, the first in the contract's order among equals.</exception>
    public static void Ensure(Judgement judgement)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        // Content without text, or too long for the budget, was never going to be scored, and a merged context is scored through another.
        var counted = judgement.Contexts.Where(c => c.Disposition != Disposition.Merged && c.Reason is not (Reasons.NoText or Reasons.TooLong)).ToArray();
        var unscored = counted.Where(c => c.Disposition == Disposition.Unscored).ToArray();
        var scored = counted.Length - unscored.Length;
        if (scored >= Required(counted.Length))
            return;
        var cause = unscored.GroupBy(c => Reasons.FailureBehind(c.Reason)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First();
        throw PrunerException.Of(cause.Key, $"Only {scored} of {counted.Length} contexts could be scored, {Required(counted.Length)} are needed; most often: {cause.First().Reason}.");
    }
}

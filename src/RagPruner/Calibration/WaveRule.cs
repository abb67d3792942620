using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>
/// Drafting in waves: a few contexts at a time, in retrieval order, until one scores so well that the rest is not needed.
/// Which score is enough, and what is kept then, were calibrated with this rule of stopping.
/// </summary>
/// <param name="Size">How many contexts are drafted from at a time: 1 to 24.</param>
/// <param name="Stop">Drafting ends once a score lies above it; at least <paramref name="Cut"/>, so that something is kept.</param>
/// <param name="Cut">The least score that <c>coverage</c> keeps.</param>
internal sealed record WaveRule(int Size, double Stop, double Cut)
{
    /// <summary>The largest wave that leaves anything to a second one.</summary>
    public const int MostSize = 24;

    /// <summary>Whether the contexts drafted so far are enough: one scores so well, and not so many failed that the request would.</summary>
    /// <param name="drafted">Them, in retrieval order.</param>
    /// <param name="scorer">The profile's scorer.</param>
    public bool IsEnough(IEnumerable<PendingContext> drafted, Scorer scorer)
    {
        var contexts = Judge.WithQuestionsFound([.. drafted]);
        var scores = ScoresOf(contexts, scorer);
        return scores.Any(s => s > Stop)
            && contexts.Where((c, i) => c.Evidence?.Abstained == true || double.IsFinite(scores[i])).Count() >= Quorum.Required(contexts.Count);
    }

    /// <summary>The contexts as they are when drafting stops: those after the last wave are not needed.</summary>
    /// <param name="contexts">All contexts of the question in retrieval order, with their evidence.</param>
    /// <param name="scorer">The profile's scorer.</param>
    public IReadOnlyList<PendingContext> Settle(IReadOnlyList<PendingContext> contexts, Scorer scorer)
    {
        var order = Drafted(contexts);
        for (var done = Size; done < order.Length; done += Size)
        {
            if (!IsEnough(order[..done].Select(i => contexts[i]), scorer))
                continue;
            var rest = order[done..].ToHashSet();
            return [.. contexts.Select((c, i) => rest.Contains(i) ? c.NotNeeded() : c)];
        }
        return contexts;
    }

    /// <summary>Where the contexts stand that drafting is about, whatever came of it: all but copies and those that were never to be drafted from.</summary>
    internal static int[] Drafted(IReadOnlyList<PendingContext> contexts) =>
        [.. Enumerable.Range(0, contexts.Count).Where(i => contexts[i].IsForDrafting)];

    /// <summary>The scores of contexts; −∞ for those without one.</summary>
    internal static double[] ScoresOf(IReadOnlyList<PendingContext> contexts, Scorer scorer)
    {
        var eligible = Enumerable.Range(0, contexts.Count).Where(i => contexts[i].IsOpen && contexts[i].Evidence?.Abstained != true).ToArray();
        var scores = scorer.Score([.. eligible.Select(i => contexts[i].ForScoring())]);
        var all = Enumerable.Repeat(double.NegativeInfinity, contexts.Count).ToArray();
        for (var e = 0; e < eligible.Length; e++)
            all[eligible[e]] = scores[e] ?? double.NegativeInfinity;
        return all;
    }
}

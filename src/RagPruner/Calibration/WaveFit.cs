using RagPruner.Drafting;
using RagPruner.Scoring;

namespace RagPruner.Calibration;

/// <summary>
/// Calibrates drafting in waves by two conformal cuts. A needed context is lost if drafting stops before its wave, or if its
/// score is below the cut; each may happen to half of what the coverage leaves, so that both together keep the promise
/// (the union bound), for any distribution.
/// </summary>
internal static class WaveFit
{
    /// <summary>The coverage of each of the two cuts.</summary>
    public static double EachCoverage(double coverage) => (1 + coverage) / 2;

    /// <summary>Fits the rule.</summary>
    /// <param name="questions">Questions that the profile's weights were not fitted on.</param>
    /// <param name="scorer">The profile's scorer.</param>
    /// <param name="size">How many contexts a wave has.</param>
    /// <param name="coverage">What the two cuts are to promise together.</param>
    /// <exception cref="PrunerInvalidInput">No cut can promise it.</exception>
    public static WaveRule Of(IReadOnlyList<LabelledQuestion> questions, ProfileScorer scorer, int size, double coverage)
    {
        var needed = questions.Where(q => q.IsAnswerable).Select(q => Needed(q, scorer, size)).ToArray();
        var cut = ConformalCut.Of([.. needed.Select(n => n.Score)], EachCoverage(coverage));
        // Drafting that stops too early is a high score before the needed context: the same cut on the other end.
        var stop = -ConformalCut.Of([.. needed.Select(n => -n.Before)], EachCoverage(coverage));
        return double.IsFinite(cut)
            ? new WaveRule(size, Math.Max(stop, cut), cut)
            : throw new PrunerInvalidInput(
                $"No cut can promise a coverage of {coverage:0.###} in waves: too many needed contexts have no score. Ask for less coverage, or leave " +
                "out --waves.");
    }

    /// <summary>Refuses features whose scores change with the contexts that are not drafted from.</summary>
    /// <exception cref="PrunerInvalidInput">There is one.</exception>
    public static void EnsureFit(IReadOnlyList<Scorer> features)
    {
        if (features.FirstOrDefault(f => f is not (RetrievalScorer or SingleFeatureScorer) || f.Needs.HasFlag(EvidenceKinds.Scent)) is { } together)
            throw new PrunerInvalidInput($"The feature {together.Name} looks at all contexts together: it cannot be drafted for in waves.");
    }

    /// <summary>In the first wave with a needed context: the best needed score, and the best of any score in the waves before.</summary>
    private static (double Score, double Before) Needed(LabelledQuestion question, ProfileScorer scorer, int size)
    {
        var contexts = question.Contexts.Select(c => c.AskedFor(scorer.Needs)).ToArray();
        var order = WaveRule.Drafted(contexts);
        var scores = WaveRule.ScoresOf(contexts, scorer);
        for (var start = 0; start < order.Length; start += size)
        {
            var wave = order.Skip(start).Take(size).Where(i => question.NeededIds.Contains(contexts[i].Context.Id)).ToArray();
            if (wave.Length > 0)
                return (wave.Max(i => scores[i]), order.Take(start).Select(i => scores[i]).DefaultIfEmpty(double.NegativeInfinity).Max());
        }
        return (double.NegativeInfinity, double.NegativeInfinity);
    }
}

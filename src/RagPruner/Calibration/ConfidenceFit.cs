using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>
/// Fits the probability that a question's best context holds the answer: on its score, and on the question's relevance where
/// cross-validation shows that this tells more.
/// </summary>
internal static class ConfidenceFit
{
    private const int Folds = 5;
    private const double Penalty = 1e-3;

    /// <summary>Fits the map.</summary>
    /// <param name="best">For each question its best context's score, its relevance, and whether that context holds the answer.</param>
    public static ProbabilityMap Of(IReadOnlyList<BestContext> best)
    {
        var alone = Fit(best, ByScore);
        // Another slope on few questions is easily noise: it must lower the loss on questions that it was not fitted on.
        if (best.Select(b => b.Relevance?.By).Distinct(StringComparer.Ordinal).ToArray() is [{ } by]
            && Fit(best, ByBoth) is { Weights: [>= 0, > 0] } both
            && HeldOutLoss(best, ByBoth) < HeldOutLoss(best, ByScore))
            return new ProbabilityMap(both.Intercept, both.Weights[0]) { Relevance = new RelevanceSlope(by, both.Weights[1]) };
        var right = best.Count(b => b.IsNeeded);
        return alone.Weights[0] >= 0
            ? new ProbabilityMap(alone.Intercept, alone.Weights[0])
            // A higher score that means less would be noise; then the share is all there is to know.
            : new ProbabilityMap(Math.Log((right + 1.0) / (best.Count - right + 1)), 0);
    }

    private static double[] ByScore(BestContext best) => [best.Score];

    private static double[] ByBoth(BestContext best) => [best.Score, best.Relevance!.Value];

    private static LogisticRegression Fit(IReadOnlyList<BestContext> best, Func<BestContext, double[]> row)
    {
        var (right, wrong) = (best.Count(b => b.IsNeeded), best.Count(b => !b.IsNeeded));
        // Platt's targets keep the map from certainty where all are right or all are wrong.
        return LogisticRegression.Fit([.. best.Select(row)], [.. best.Select(b => b.IsNeeded ? (right + 1.0) / (right + 2) : 1.0 / (wrong + 2))], Penalty);
    }

    private static double HeldOutLoss(IReadOnlyList<BestContext> best, Func<BestContext, double[]> row) => Enumerable.Range(0, Folds).Sum(fold =>
    {
        var fit = Fit([.. best.Where((_, i) => i % Folds != fold)], row);
        return best.Where((_, i) => i % Folds == fold).Sum(b => LogisticRegression.LogOnePlusExp(fit.LogOdds(row(b)) * (b.IsNeeded ? -1 : 1)));
    });
}

/// <summary>A question's best context, for its confidence.</summary>
/// <param name="Score">Its score.</param>
/// <param name="Relevance">The question's relevance; null if it is not known.</param>
/// <param name="IsNeeded">Whether it holds the answer.</param>
internal sealed record BestContext(double Score, Relevance? Relevance, bool IsNeeded);

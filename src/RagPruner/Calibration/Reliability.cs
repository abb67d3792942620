namespace RagPruner.Calibration;

/// <summary>How honest stated probabilities are, against what was right.</summary>
internal static class Reliability
{
    private const int Bins = 10;

    /// <summary>Mean squared difference of probability and outcome, 0 to 1, lower is better (Brier, 1950).</summary>
    /// <param name="predictions">Stated probabilities with what came true; not empty.</param>
    public static double Brier(IReadOnlyList<(double Probability, bool IsRight)> predictions)
    {
        return predictions.Average(p => Math.Pow(p.Probability - (p.IsRight ? 1 : 0), 2));
    }

    /// <summary>
    /// Expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht, 2015), 0 to 1: how far
    /// stated probability and share of right ones lie apart, on average.
    /// </summary>
    /// <param name="predictions">Stated probabilities with what came true; not empty.</param>
    public static double ExpectedCalibrationError(IReadOnlyList<(double Probability, bool IsRight)> predictions)
    {
        return Diagram(predictions).Sum(b => (double)b.Count / predictions.Count * Math.Abs(b.MeanProbability - b.ShareRight));
    }

    /// <summary>The reliability diagram: the bins that are not empty, from improbable to sure.</summary>
    /// <param name="predictions">Stated probabilities with what came true.</param>
    public static IReadOnlyList<ReliabilityBin> Diagram(IReadOnlyList<(double Probability, bool IsRight)> predictions)
    {
        return [.. predictions.GroupBy(p => Math.Clamp((int)(p.Probability * Bins), 0, Bins - 1)).OrderBy(g => g.Key)
            .Select(g => new ReliabilityBin(g.Average(p => p.Probability), g.Average(p => p.IsRight ? 1.0 : 0), g.Count()))];
    }
}

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="MeanProbability">The mean of the stated probabilities.</param>
/// <param name="ShareRight">The share that came true.</param>
/// <param name="Count">How many predictions.</param>
internal sealed record ReliabilityBin(double MeanProbability, double ShareRight, int Count);

namespace RagPruner.Calibration;

/// <summary>
/// The split conformal cut (Vovk, Gammerman and Shafer, 2005; Angelopoulos and Bates, 2021). With n calibration scores
/// that are exchangeable with a new one, <c>P(new ≥ cut) ≥ 1 − k / (n + 1) ≥ coverage</c>, for the k-th smallest score as
/// cut and <c>k = ⌊(1 − coverage)(n + 1)⌋</c>: whatever the distribution, and for this n. The probability is over the
/// choice of the calibration questions and the new one together; a single calibration may lie somewhat below or above.
/// </summary>
internal static class ConformalCut
{
    /// <summary>How many calibration scores a coverage needs: below it no cut can promise it.</summary>
    public static int Needed(double coverage) => (int)Math.Ceiling(1 / (1 - coverage) - 1e-9) - 1;

    /// <summary>The cut; −∞ where so many scores are missing that no cut keeps enough.</summary>
    /// <param name="scores">One for each calibration question; −∞ where the needed context has none.</param>
    /// <param name="coverage">The stated probability, above 0 and below 1.</param>
    public static double Of(IReadOnlyList<double> scores, double coverage)
    {
        // The slack is for decimals that binary numbers miss by a little: 0.05 · 20 is 1.
        var k = (int)Math.Floor((1 - coverage) * (scores.Count + 1) + 1e-9);
        return k == 0 ? double.NegativeInfinity : scores.Order().ElementAt(k - 1);
    }
}

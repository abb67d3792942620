namespace RagPruner.Drafting;

/// <summary>
/// Natural logarithms of probabilities. 0 means certainty, so a value that is missing must stay null and never become 0.
/// </summary>
public static class LogProbability
{
    // Some servers report a token outside their list as -9999 instead of leaving it out.
    private const double MissingSentinel = -9999;

    // A log probability above 0 is impossible; this much comes from rounding in single precision.
    private const double RoundingSlack = 1e-3;

    /// <summary>
    /// The value if it can be a log probability, else null: NaN, infinities, the sentinel −9999 and anything clearly
    /// above 0. A positive value within rounding becomes 0.
    /// </summary>
    public static double? Valid(double? value) => value switch
    {
        null => null,
        double v when !double.IsFinite(v) || v <= MissingSentinel || v > RoundingSlack => null,
        > 0 => 0,
        _ => value,
    };

    /// <summary>
    /// The arithmetic mean of the values (the logarithm of the geometric mean of the probabilities), or null if there
    /// are none or any is missing: a shorter mean would compare different things.
    /// </summary>
    public static double? Mean(IEnumerable<double?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (sum, count) = (0.0, 0);
        foreach (var value in values)
        {
            if (Valid(value) is not { } valid)
                return null;
            sum += valid;
            count++;
        }
        return count == 0 ? null : sum / count;
    }
}

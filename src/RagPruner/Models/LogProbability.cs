namespace RagPruner.Models;

/// <summary>
/// Natural logarithms of probabilities. 0 means certainty, so a value that is missing must stay null and never become 0.
/// </summary>
internal static class LogProbability
{
    // Some servers report a token outside their list as -9999 or -1000 instead of leaving it out; no softmax over a vocabulary
    // gives a token that was written, or read, less than this.
    private const double Least = -200;

    // Servers that report what sampling at temperature 0 left over give every token 0: certainty that nobody measured.
    private const int ManyCertain = 5;

    // A log probability above 0 is impossible; this much comes from rounding in single precision.
    private const double RoundingSlack = 1e-3;

    /// <summary>
    /// The value if it can be a log probability, else null: NaN, infinities, sentinels such as −1000 and −9999, and anything
    /// clearly above 0. A positive value within rounding becomes 0.
    /// </summary>
    public static double? Valid(double? value) => value switch
    {
        null => null,
        double v when !double.IsFinite(v) || v < Least || v > RoundingSlack => null,
        > 0 => 0,
        _ => value,
    };

    /// <summary>The same of each value; null for null.</summary>
    public static IReadOnlyList<double?>? Valid(IReadOnlyList<double?>? values) => values is null ? null : [.. values.Select(Valid)];

    /// <summary>
    /// The arithmetic mean of the values (the logarithm of the geometric mean of the probabilities), or null if there
    /// are none or any is missing: a shorter mean would compare different things. Five values or more that are all exactly 0
    /// were not measured.
    /// </summary>
    public static double? Mean(IEnumerable<double?> values)
    {
        var (sum, count, certain) = (0.0, 0, 0);
        foreach (var value in values)
        {
            if (Valid(value) is not { } valid)
                return null;
            sum += valid;
            count++;
            certain += valid == 0 ? 1 : 0;
        }
        return count == 0 || certain == count && count >= ManyCertain ? null : sum / count;
    }
}

using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>
/// Whether evidence still looks like the evidence that a profile was made from. Each feature is counted in the tenths of
/// its distribution in the profile and compared by the population stability index,
/// <c>Σ (p − q) ln(p / q)</c>. What index counts as drift is not a rule of thumb: where nothing changed, the index of n
/// against m questions is about (1/n + 1/m) times a chi-squared variable with nine degrees of freedom (Yurdakul, 2018),
/// and drift is what exceeds its 99th percentile. Contexts of one question are not independent, so questions count.
/// </summary>
internal static class Drift
{
    private const double ChiSquared99 = 21.666;

    // With this noncentrality a chi-squared variable with nine degrees of freedom exceeds that percentile four times of five.
    private const double Noncentrality = 21.429;

    /// <summary>Compares evidence with a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="questions">The evidence; labels are not needed.</param>
    /// <param name="catalog">Where the features' names are looked up; the default one if null.</param>
    public static IReadOnlyList<FeatureDrift> Of(Profile profile, IReadOnlyList<LabelledQuestion> questions, Catalog? catalog = null)
    {
        var scorers = profile.Features.Select(f => (catalog ?? Catalog.Default).Scorer(f.Name)).ToArray();
        var rows = questions.Select(q => QuestionFeatures.Of(q, scorers)).Where(q => q.Rows.Count > 0).ToArray();
        // The deciles are of all questions; in profiles of earlier versions, of those that the weights were fitted on.
        var fitted = Math.Max(1, profile.Figures.Spread is null && profile.Figures.FittedOn > 0 ? profile.Figures.FittedOn : profile.Data.Questions);
        return [.. profile.Features.Select((feature, f) =>
        {
            var values = rows.SelectMany(q => q.Rows).Select(r => r[f]).ToArray();
            var noise = 1.0 / fitted + 1.0 / Math.Max(1, rows.Length);
            return new FeatureDrift(feature.Name, feature.Mean, values.Length == 0 ? null : values.Average(), values.Length == 0 ? null
                : Index(feature.Deciles, values), ChiSquared99 * noise, Noncentrality * noise);
        })];
    }

    /// <summary>How many questions would see this index four times of five, against a profile of so many; null if none would.</summary>
    public static int? Needed(double index, int profiled) =>
        index / Noncentrality - 1.0 / profiled is > 0 and var room ? (int)Math.Ceiling(1 / room) : null;

    private static double Index(IReadOnlyList<double> deciles, double[] values)
    {
        var counts = new double[10];
        foreach (var value in values)
            counts[deciles.Count(d => value >= d)]++;
        // Equal deciles leave tenths between them empty: their share belongs to the next one up.
        var expected = new double[10];
        for (var tenth = 0; tenth < 10; tenth++)
            expected[tenth == 0 ? 0 : deciles.Count(d => deciles[tenth - 1] >= d)] += 0.1;
        var sum = 0.0;
        for (var i = 0; i < 10; i++)
        {
            // Half a context for an empty tenth keeps the logarithm finite.
            var (p, q) = (Math.Max(counts[i], 0.5) / values.Length, expected[i]);
            sum += q > 0 ? (p - q) * Math.Log(p / q) : 0;
        }
        return sum;
    }
}

/// <summary>How far a feature moved.</summary>
/// <param name="Feature">The scorer.</param>
/// <param name="ProfileMean">Its mean in the profile.</param>
/// <param name="Mean">Its mean now; null without any value.</param>
/// <param name="Index">The population stability index; null without any value.</param>
/// <param name="Limit">What chance alone exceeds in one case of a hundred.</param>
/// <param name="Seen">The true index that so many questions show four times of five; a smaller drift may stay unseen.</param>
internal sealed record FeatureDrift(string Feature, double ProfileMean, double? Mean, double? Index, double Limit, double Seen)
{
    /// <summary>The same as a shift of the whole distribution, in standard deviations: of two normal ones the index is the square of it.</summary>
    public double SeenShift => Math.Sqrt(Seen);

    /// <summary>Whether it moved more than chance explains, or is not there any more.</summary>
    public bool HasDrifted => Index is not { } index || index > Limit;
}

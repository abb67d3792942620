namespace RagPruner.Local.Evaluation;

/// <summary>
/// Percentile bootstrap of a mean (Efron, 1979): the questions are drawn again with replacement, and the middle 95 % of
/// the means tell how far the figure could be off by the choice of questions. Seeded, so the same figures give the same
/// interval.
/// </summary>
internal static class Bootstrap
{
    private const int Samples = 2000;
    private const int Seed = 1;

    /// <summary>The mean of paired differences with its 95 % interval.</summary>
    public static Interval Of(IReadOnlyList<double> differences) => Of(differences.Count, sample =>
    {
        var sum = 0.0;
        foreach (var i in sample)
            sum += differences[i];
        return sum / sample.Length;
    });

    /// <summary>Any statistic of some questions with its 95 % interval.</summary>
    /// <param name="count">How many questions.</param>
    /// <param name="statistic">The statistic of those with these indexes; some come several times.</param>
    public static Interval Of(int count, Func<int[], double> statistic)
    {
        if (count == 0)
            return new Interval(0, 0, 0);
        var random = new Random(Seed);
        var (values, sample) = (new double[Samples], new int[count]);
        for (var s = 0; s < Samples; s++)
        {
            for (var i = 0; i < count; i++)
                sample[i] = random.Next(count);
            values[s] = statistic(sample);
        }
        Array.Sort(values);
        return new Interval(statistic([.. Enumerable.Range(0, count)]), values[(int)(0.025 * Samples)], values[(int)(0.975 * Samples) - 1]);
    }
}

/// <summary>A figure and its 95 % interval.</summary>
internal sealed record Interval(double Mean, double Low, double High);

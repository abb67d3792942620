using MathNet.Numerics.Distributions;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// The questions that one of two got right and the other did not: all that their difference in quality rests on. Interval
/// and test are by the score for paired proportions (Tango, Statistics in Medicine 17, 1998), which holds for few questions
/// and for none that differ, where resampling the questions finds an interval of no width: of n questions without any
/// difference the interval is ± z²/(n + z²), about ± 3.8/n.
/// </summary>
/// <param name="Wins">Right by the first only.</param>
/// <param name="Losses">Right by the second only.</param>
/// <param name="Questions">All of them.</param>
internal readonly record struct PairedCounts(int Wins, int Losses, int Questions)
{
    /// <summary>Each end of an interval of 95 % is missed by chance once in 40.</summary>
    public const double EachEnd = 0.025;

    // Four times of five a study of the size that is asked for shows what is there.
    private static readonly double s_power = ScoreAt(0.2);
    private static readonly double s_everyday = ScoreAt(EachEnd);

    /// <summary>The share that the first gets right, less that of the second.</summary>
    public double Difference => Questions == 0 ? 0 : (double)(Wins - Losses) / Questions;

    /// <summary>How many standard deviations chance reaches with this probability, on one side.</summary>
    public static double ScoreAt(double chance) => Normal.InvCDF(0, 1, 1 - chance);

    /// <summary>By how many standard deviations the difference lies above one that is supposed to be true.</summary>
    /// <param name="supposed">The supposed difference, from −1 to 1.</param>
    public double ScoreAgainst(double supposed) => Questions == 0 ? 0
        : (Wins - Losses - Questions * supposed) / Deviation(supposed) is var score && double.IsNaN(score) ? 0 : score;

    /// <summary>The difference with its 95 % interval.</summary>
    public Interval Interval() => Questions == 0 ? new Interval(0, -1, 1) : new Interval(Difference, End(s_everyday, -1), End(-s_everyday, 1));

    /// <summary>
    /// How many questions would show, four times of five, that at most this is lost, if those to come are like these; null if
    /// what was seen loses as much already.
    /// </summary>
    /// <param name="margin">What may be lost, above 0.</param>
    /// <param name="score">The standard deviations that count as shown.</param>
    public int? Needed(double margin, double score)
    {
        // The score grows with the root of the number of questions.
        var each = ScoreAgainst(-margin) / Math.Sqrt(Questions);
        if (!(each > 0))
            return null;
        var seen = Math.Sqrt(Math.Max(0, (double)(Wins + Losses) / Questions - Difference * Difference));
        var needed = Math.Pow((score + s_power * seen / (Deviation(-margin) / Math.Sqrt(Questions))) / each, 2);
        return needed < 1e7 ? Math.Max(Questions + 1, (int)Math.Ceiling(needed)) : null;
    }

    /// <summary>The standard deviation of wins less losses if this difference were true, with the most likely rate of losses.</summary>
    private double Deviation(double difference)
    {
        double n = Questions;
        var (b, c) = (-Wins - Losses + (2 * n - Wins + Losses) * difference, -Losses * difference * (1 - difference));
        var losses = (Math.Sqrt(Math.Max(0, b * b - 8 * n * c)) - b) / (4 * n);
        return Math.Sqrt(Math.Max(0, n * (2 * losses + difference * (1 - difference))));
    }

    // The score falls as the supposed difference grows.
    private double End(double score, double far)
    {
        var (near, end) = (Difference, far);
        for (var i = 0; i < 60; i++)
        {
            var middle = (near + end) / 2;
            if (Math.Abs(ScoreAgainst(middle)) < Math.Abs(score))
                near = middle;
            else
                end = middle;
        }
        return near;
    }
}

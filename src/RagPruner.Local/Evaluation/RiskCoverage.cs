namespace RagPruner.Local.Evaluation;

/// <summary>
/// Selective answering (El-Yaniv and Wiener, 2010): of the most confident share of the questions, the coverage, how many
/// come out wrong, the risk.
/// </summary>
internal static class RiskCoverage
{
    /// <summary>The curve, from the most confident question to all of them. Questions of equal confidence come in together.</summary>
    public static IReadOnlyList<(double Coverage, double Risk)> Curve(IReadOnlyList<(double Confidence, bool IsRight)> questions)
    {
        var (points, seen, wrong) = (new List<(double, double)>(), 0, 0);
        foreach (var equals in questions.GroupBy(q => q.Confidence).OrderByDescending(g => g.Key))
        {
            seen += equals.Count();
            wrong += equals.Count(q => !q.IsRight);
            points.Add(((double)seen / questions.Count, (double)wrong / seen));
        }
        return points;
    }

    /// <summary>The area under the curve: the risk, averaged over all coverages.</summary>
    public static double Area(IReadOnlyList<(double Confidence, bool IsRight)> questions)
    {
        var (area, before) = (0.0, 0.0);
        foreach (var (coverage, risk) in Curve(questions))
        {
            area += (coverage - before) * risk;
            before = coverage;
        }
        return area;
    }
}

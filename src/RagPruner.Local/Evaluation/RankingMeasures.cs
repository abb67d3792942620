namespace RagPruner.Local.Evaluation;

/// <summary>How good a ranking is.</summary>
internal static class RankingMeasures
{
    /// <summary>
    /// Area under the ROC curve: the share of pairs of a relevant and an irrelevant context that the scores order right,
    /// ties half. Null without such a pair. A context without a score comes after all that have one.
    /// </summary>
    public static double? Auroc(IReadOnlyList<(double? Score, bool IsRelevant)> contexts)
    {
        var relevant = contexts.Count(c => c.IsRelevant);
        var pairs = (double)relevant * (contexts.Count - relevant);
        if (pairs == 0)
            return null;
        // By the ranks of the relevant ones (Mann and Whitney), so that many questions do not take their square in pairs.
        var sorted = contexts.OrderBy(c => c.Score ?? double.NegativeInfinity).ToArray();
        var right = 0.0;
        for (var (start, below) = (0, 0); start < sorted.Length;)
        {
            var (end, others) = (start, 0);
            while (end < sorted.Length && (sorted[end].Score ?? double.NegativeInfinity) == (sorted[start].Score ?? double.NegativeInfinity))
                others += sorted[end++].IsRelevant ? 0 : 1;
            right += (end - start - others) * (below + others / 2.0);
            (start, below) = (end, below + others);
        }
        return right / pairs;
    }

    /// <summary>
    /// The 95 % interval of an area under the ROC curve, by the score with Hanley and McNeil's variance (Newcombe, Statistics in
    /// Medicine 25, 2006, method 5), which has a width where all pairs are in order too.
    /// </summary>
    /// <param name="auroc">The area.</param>
    /// <param name="first">How many of the one kind, at least 1.</param>
    /// <param name="second">How many of the other.</param>
    public static Interval AurocInterval(double auroc, int first, int second)
    {
        var score = PairedCounts.ScoreAt(PairedCounts.EachEnd);
        var half = (first + second) / 2.0 - 1;
        bool IsNear(double t) => Math.Abs(t - auroc) <=
            score * Math.Sqrt(t * (1 - t) * (1 + half * (1 - t) / (2 - t) + half * t / (1 + t)) / ((double)first * second));
        double End(double far)
        {
            var (near, end) = (auroc, far);
            for (var i = 0; i < 60; i++)
                (near, end) = IsNear((near + end) / 2) ? ((near + end) / 2, end) : (near, (near + end) / 2);
            return near;
        }
        return new Interval(auroc, End(0), End(1));
    }

    /// <summary>
    /// Normalised discounted cumulative gain of a ranking with relevant contexts worth 1 (Järvelin and Kekäläinen, 2002):
    /// 1 where all relevant ones come first. Null without a relevant one.
    /// </summary>
    /// <param name="rankedRelevance">Best first.</param>
    /// <param name="relevant">How many relevant contexts there are, unranked ones included.</param>
    public static double? Ndcg(IReadOnlyList<bool> rankedRelevance, int relevant)
    {
        if (relevant == 0)
            return null;
        var gain = rankedRelevance.Select((r, i) => r ? Discount(i) : 0).Sum();
        return gain / Enumerable.Range(0, relevant).Sum(Discount);

        static double Discount(int place) => 1 / Math.Log2(place + 2);
    }
}

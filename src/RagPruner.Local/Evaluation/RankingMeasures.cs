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
        var (pairs, right) = (0, 0.0);
        foreach (var (relevant, _) in contexts.Where(c => c.IsRelevant))
        {
            foreach (var (other, _) in contexts.Where(c => !c.IsRelevant))
            {
                pairs++;
                var order = Comparer<double>.Default.Compare(relevant ?? double.NegativeInfinity, other ?? double.NegativeInfinity);
                right += order > 0 ? 1 : order == 0 ? 0.5 : 0;
            }
        }
        return pairs == 0 ? null : right / pairs;
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

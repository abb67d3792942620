namespace RagPruner.Local.Evaluation;

/// <summary>How well the relevance of what was retrieved tells questions with a relevant context among it from those without.</summary>
/// <param name="By">What it is measured by.</param>
/// <param name="With">Questions for which a relevant context was retrieved.</param>
/// <param name="Without">Questions for which none was: there is none, or the retriever missed it.</param>
/// <param name="Auroc">The share of pairs of one of each that it orders right, with its 95 % interval over the choice of questions.</param>
internal sealed record RelevanceFigures(string By, int With, int Without, Interval Auroc)
{
    /// <summary>The figures for each way to measure it that the scorers' evidence allows.</summary>
    public static IReadOnlyList<RelevanceFigures> Of(IReadOnlyList<QuestionOutcome> outcomes)
    {
        var found = outcomes.Where(o => o.HasAnswer || o.IsUnanswerable)
            .SelectMany(o => o.Scorers.Select(s => s.Relevance).OfType<Selection.Relevance>().DistinctBy(r => r.By, StringComparer.Ordinal)
                .Select(r => (Relevance: r, o.IsRetrieved)))
            .GroupBy(r => r.Relevance.By, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        return [.. found.Select(g => Of(g.Key, [.. g.Select(r => ((double?)r.Relevance.Value, r.IsRetrieved))])).OfType<RelevanceFigures>()];
    }

    private static RelevanceFigures? Of(string by, (double? Value, bool IsRetrieved)[] questions)
    {
        var with = questions.Count(q => q.IsRetrieved);
        return RankingMeasures.Auroc(questions) is not { } auroc ? null
            : new RelevanceFigures(by, with, questions.Length - with, RankingMeasures.AurocInterval(auroc, with, questions.Length - with));
    }
}

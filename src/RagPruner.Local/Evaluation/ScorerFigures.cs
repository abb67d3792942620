namespace RagPruner.Local.Evaluation;

/// <summary>How well a scorer ranks.</summary>
/// <param name="Scorer">Its name.</param>
/// <param name="Auroc">Area under the ROC curve, mean over the questions whose relevant context was retrieved; null if there are none.</param>
/// <param name="Ndcg">Normalised discounted cumulative gain, over the same questions.</param>
/// <param name="KeptAt1">How often a relevant context is the best one.</param>
/// <param name="KeptAt2">Among the best 2.</param>
/// <param name="KeptAt3">Among the best 3.</param>
/// <param name="DraftRight">How often the draft from the best context is right, of all questions with accepted answers; null without drafts.</param>
/// <param name="AgainstRetrieval">Kept at 1, less that of the retrieval order.</param>
internal sealed record ScorerFigures(
    string Scorer, double? Auroc, double? Ndcg, double KeptAt1, double KeptAt2, double KeptAt3, double? DraftRight, Interval AgainstRetrieval)
{
    public static ScorerFigures Of(string name, IReadOnlyList<QuestionOutcome> all, int at, int retrieval)
    {
        var outcomes = all.Where(o => o.HasAnswer).ToArray();
        double Rate(int k) => outcomes.Average(o => o.Scorers[at].IsKeptAt(k) ? 1.0 : 0);
        return new ScorerFigures(
            name, outcomes.Average(o => o.Scorers[at].Auroc), outcomes.Average(o => o.IsRetrieved ? o.Scorers[at].Ndcg : null),
            Rate(1), Rate(2), Rate(3), all.Average(o => o.Scorers[at].FirstIsRight is { } right ? right ? 1.0 : 0 : null),
            new PairedCounts(
                outcomes.Count(o => o.Scorers[at].IsKeptAt(1) && !o.Scorers[retrieval].IsKeptAt(1)),
                outcomes.Count(o => !o.Scorers[at].IsKeptAt(1) && o.Scorers[retrieval].IsKeptAt(1)), outcomes.Length).Interval());
    }
}

namespace RagPruner.Local.Evaluation;

/// <summary>
/// What the best possible order could gain under a keep rule: the questions for which a relevant context was retrieved and
/// the retrieval order does not send one. No scorer can gain more.
/// </summary>
/// <param name="Keep">The rule.</param>
/// <param name="Questions">How many such questions.</param>
/// <param name="Gain">Their share of the questions whose relevant context is known.</param>
internal sealed record Headroom(string Keep, int Questions, Interval Gain)
{
    /// <summary>For each rule, from the one that sends least.</summary>
    public static IReadOnlyList<Headroom> Of(IReadOnlyList<QuestionOutcome> outcomes, EvaluationPlan plan)
    {
        var answerable = outcomes.Where(o => o.HasAnswer).ToArray();
        return answerable.Length == 0 ? []
            : [.. Enumerable.Range(0, plan.Policies.Count).Where(i => plan.Policies[i].Scorer?.IsRetrieval == true)
                .OrderBy(i => answerable.Average(o => o.Policies[i].Contexts))
                .Select(i => (Policy: plan.Policies[i], Lost: answerable.Count(o => o.IsRetrieved && !o.Policies[i].IsKept)))
                .Select(r => new Headroom(r.Policy.KeepText, r.Lost, new PairedCounts(r.Lost, 0, answerable.Length).Interval()))];
    }
}

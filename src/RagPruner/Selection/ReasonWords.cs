using System.Collections.Frozen;
using System.Globalization;
using RagPruner.Contexts;

namespace RagPruner.Selection;

/// <summary>Reasons as a sentence says them.</summary>
internal static class ReasonWords
{
    private static readonly FrozenDictionary<string, string> s_words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Reasons.InTopK] = "among the best",
        [Reasons.WithPartner] = "with the best one it explains the question most",
        [Reasons.BelowTopK] = "enough better ones were there",
        [Reasons.AboveCut] = "its score reaches the cut",
        [Reasons.BelowCut] = "its score is below the cut",
        [Reasons.BeforeGap] = "before the largest drop in score",
        [Reasons.AfterGap] = "after the largest drop in score",
        [Reasons.InBudget] = "fits the token budget",
        [Reasons.OverBudget] = "better ones spent the token budget",
        [Reasons.Floor] = "kept by the floor (min) alone",
        [Reasons.DraftAbstained] = "its draft says that the answer is not there",
        [Reasons.Contradicted] = "more, or more trusted, sources say otherwise",
        [Reasons.OverLimit] = "not looked at: others had better retrieval scores",
        [Reasons.NotNeeded] = "not looked at: a better one was enough",
        [Reasons.NotWaitedFor] = "its draft was not waited for: enough others were there",
        [Reasons.NoText] = "it has no text",
        [Reasons.TooLong] = "it is too long for the model",
        [Reasons.DraftEmpty] = "the model wrote nothing",
        [Reasons.DraftBlocked] = "a guardrail blocked its draft",
        [Reasons.RetrievalScoreMissing] = "the retriever gave it no score",
        [Reasons.DraftLogprobsMissing] = "log probabilities of its draft are missing",
        [Reasons.QuestionLogprobsMissing] = "log probabilities of the question are missing",
        [Reasons.SufficiencyMissing] = "the model said neither yes nor no",
        [Reasons.GainMissing] = "log probabilities of its draft without it are missing",
        [Reasons.QuestionGainMissing] = "log probabilities of the question without it are missing",
        [Reasons.LabelsMissing] = "the model did not choose",
        [Reasons.ScentMissing] = "log probabilities of the shared answer are missing",
        [Reasons.ScentEmpty] = "the shared answer is empty",
        [Reasons.ScentAbstained] = "the shared answer says that there is none",
        ["blend_feature_missing"] = "a part of its score is missing",
        ["draft_throttled"] = "its draft failed: the model was asked too often",
        ["draft_model_not_ready"] = "its draft failed: the model is being loaded",
        ["draft_overloaded"] = "its draft failed: the model had no room",
        ["draft_upstream_failed"] = "its draft failed: the model's service failed",
        ["draft_bad_response"] = "its draft failed: the model's reply cannot be read",
        ["draft_deadline"] = "its draft failed: it came too late",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Why a context was kept or went, and how near it was. A reason of somebody's own rule is its code, spelled out.</summary>
    public static string Of(JudgedContext context, Judgement judgement)
    {
        if (context.MergedInto is { } other)
            return $"says the same as {other}";
        var words = s_words.GetValueOrDefault(context.Reason) ?? context.Reason.Replace('_', ' ');
        if (judgement.BelowLastKept(context) is not { } gap)
            return words;
        var near = $"{gap.ToString("0.00", CultureInfo.InvariantCulture)} below the last kept";
        return context.Reason == Reasons.BelowTopK ? near : $"{words}, {near}";
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// What an evaluation found. Rates of scorers are over the questions whose relevant context is known; differences come
/// with 95 % intervals over the choice of questions.
/// </summary>
internal sealed record EvalReport
{
    public required int Questions { get; init; }

    /// <summary>Questions that name a relevant context: what the rates of scorers are over.</summary>
    public required int Answerable { get; init; }

    /// <summary>Questions that failed, by the name of the error: they are in no rate.</summary>
    public required IReadOnlyDictionary<string, int> Failed { get; init; }

    /// <summary>Whether it was interrupted before the last question.</summary>
    public required bool IsInterrupted { get; init; }

    /// <summary>Contexts retrieved, mean per question.</summary>
    public required double Contexts { get; init; }

    /// <summary>How often a relevant context was among those retrieved: no scorer can do better.</summary>
    public required double Retrieved { get; init; }

    /// <summary>Share of drafts that said that the answer is not there.</summary>
    public required double Abstained { get; init; }

    /// <summary>Contexts without evidence.</summary>
    public required int Unscored { get; init; }

    public required IReadOnlyList<ScorerFigures> Scorers { get; init; }

    /// <summary>How well it is told whether anything relevant was retrieved; empty without evidence, or with nothing to tell apart.</summary>
    public required IReadOnlyList<RelevanceFigures> Relevance { get; init; }

    /// <summary>What the best possible order could gain, by keep rule, from the rule that sends least; empty without labels.</summary>
    public required IReadOnlyList<Headroom> Headroom { get; init; }

    public required IReadOnlyList<PolicyFigures> Policies { get; init; }

    /// <summary>Pairs of scorer and rule that were asked for and do not fit each other.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    public required Recommendation Recommendation { get; init; }

    /// <summary>What drafting by the policy of <see cref="Focus"/> costs at other prices; null where it drafts nothing.</summary>
    public required DraftingCost? DraftingCost { get; init; }

    /// <summary>The policy that <see cref="Details"/> are about.</summary>
    public required string Focus { get; init; }

    /// <summary>Each question by itself, in the order of their ids; null unless asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<QuestionDetail>? Details { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, EvalJson.Default.EvalReport);

    public static EvalReport Of(IReadOnlyList<QuestionOutcome> outcomes, EvaluationPlan plan, double margin, IReadOnlyDictionary<string,
        int>? failed = null, bool isInterrupted = false)
    {
        // Questions that ran side by side were recorded as they were done; figures must not depend on it.
        outcomes = [.. outcomes.OrderBy(o => o.Id, StringComparer.Ordinal)];
        var answerable = outcomes.Where(o => o.HasAnswer).ToArray();
        var retrieval = plan.Scorers.Select((s, i) => (s, i)).First(s => s.s.IsRetrieval).i;
        var table = RightOrWrong.Of(outcomes, plan);
        var policies = plan.Policies.Select((p, i) => PolicyFigures.Of(outcomes, plan, table, i)).ToArray();
        var headroom = Evaluation.Headroom.Of(outcomes, plan);
        var recommended = Evaluation.Recommendation.Of(policies, table, headroom, margin);
        return new EvalReport
        {
            Questions = outcomes.Count,
            Answerable = answerable.Length,
            Failed = failed ?? new Dictionary<string, int>(StringComparer.Ordinal),
            IsInterrupted = isInterrupted,
            Contexts = outcomes.Count == 0 ? 0 : outcomes.Average(o => o.Policies[^1].Contexts),
            Retrieved = answerable.Length == 0 ? 0 : answerable.Average(o => o.IsRetrieved ? 1.0 : 0),
            Abstained = outcomes.Sum(o => o.Drafts) is > 0 and var drafts ? (double)outcomes.Sum(o => o.Abstained) / drafts : 0,
            Unscored = outcomes.Sum(o => o.Unscored),
            // A scorer that no context has a score by says nothing: evidence recorded without texts has no grounding.
            Scorers = [.. plan.Scorers.Select((s, i) => (s.Name, Index: i)).Where(s => answerable.Any(o => o.Scorers[s.Index].HasScores))
                .Select(s => ScorerFigures.Of(s.Name, outcomes, s.Index, retrieval))],
            Relevance = RelevanceFigures.Of(outcomes),
            Policies = policies,
            LeftOut = plan.LeftOut,
            Focus = plan.Policies[plan.Focus].Name,
            DraftingCost = Evaluation.DraftingCost.Of(policies, plan),
            Details = plan.Details ? [.. outcomes.Select(o => o.Detail!)] : null,
            Headroom = headroom,
            Recommendation = recommended with { HowToUse = plan.HowToUse(recommended.Policy) },
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(EvalReport))]
internal sealed partial class EvalJson : JsonSerializerContext;

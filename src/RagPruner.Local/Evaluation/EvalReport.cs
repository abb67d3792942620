using System.Text.Json;
using System.Text.Json.Serialization;

namespace RagPruner.Local.Evaluation;

/// <summary>How often each scorer kept the relevant context. Rates are over the questions whose answer the corpus holds.</summary>
internal sealed record EvalReport
{
    public required int Questions { get; init; }

    /// <summary>Questions that name a relevant context: what all rates are over.</summary>
    public required int Answerable { get; init; }

    /// <summary>Contexts retrieved for each question.</summary>
    public required int Contexts { get; init; }

    /// <summary>How often a relevant context was among those retrieved: no scorer can do better.</summary>
    public required double Retrieved { get; init; }

    public required IReadOnlyList<ScorerRates> Scorers { get; init; }

    /// <summary>Share of drafts that said that the answer is not there.</summary>
    public required double Abstained { get; init; }

    /// <summary>Contexts without evidence.</summary>
    public required int Unscored { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, EvalJson.Default.EvalReport);

    public static EvalReport Of(IReadOnlyList<QuestionOutcome> outcomes, IReadOnlyList<string> scorers, int contexts)
    {
        var answerable = outcomes.Where(o => o.HasAnswer).ToArray();
        double Rate(Func<QuestionOutcome, bool> is_) => answerable.Length == 0 ? 0 : (double)answerable.Count(is_) / answerable.Length;
        return new EvalReport
        {
            Questions = outcomes.Count,
            Answerable = answerable.Length,
            Contexts = contexts,
            Retrieved = Rate(o => o.IsRetrieved),
            Scorers = [.. scorers.Select(s => new ScorerRates(s, Rate(o => o.Kept[s][0]), Rate(o => o.Kept[s][1]), Rate(o => o.Kept[s][2])))],
            Abstained = outcomes.Sum(o => o.Drafted) is > 0 and var drafted ? (double)outcomes.Sum(o => o.Abstained) / drafted : 0,
            Unscored = outcomes.Sum(o => o.Unscored),
        };
    }
}

/// <summary>How often a scorer kept a relevant context among its best 1, 2 and 3.</summary>
internal sealed record ScorerRates(string Scorer, double KeptAt1, double KeptAt2, double KeptAt3);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EvalReport))]
internal sealed partial class EvalJson : JsonSerializerContext;

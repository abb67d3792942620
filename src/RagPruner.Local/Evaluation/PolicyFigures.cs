namespace RagPruner.Local.Evaluation;

/// <summary>What a policy costs and how good its answers are. Counts, tokens and money are means per question.</summary>
internal sealed record PolicyFigures
{
    public required string Policy { get; init; }

    /// <summary>The scorer; null for sending everything.</summary>
    public required string? Scorer { get; init; }

    public required string Keep { get; init; }

    /// <summary>How often a relevant context was sent, of the questions that have one.</summary>
    public required double Kept { get; init; }

    public required double Contexts { get; init; }

    /// <summary>Shares of answers; null where none was generated.</summary>
    public required double? ExactMatch { get; init; }

    public required double? F1 { get; init; }

    public required double? ContainsAnswer { get; init; }

    /// <summary>
    /// What <see cref="AgainstEverything"/> and <see cref="Risk"/> are about: the answer holds an accepted one, or,
    /// without answers, a relevant context was sent.
    /// </summary>
    public required double Quality { get; init; }

    /// <summary>
    /// How many questions the quality and its differences are of: fewer than all where a recording lacks answers from
    /// what this policy keeps, or where nothing is known of the right answer.
    /// </summary>
    public required int JudgedQuestions { get; init; }

    /// <summary>The quality less that of the retrieval order with the same rule.</summary>
    public required Interval AgainstRetrieval { get; init; }

    /// <summary>The quality less that of sending everything.</summary>
    public required Interval AgainstEverything { get; init; }

    /// <summary>
    /// The area under the risk-coverage curve: the mean share of wrong ones among the most confident 1, 2, … of all
    /// questions (Geifman and El-Yaniv, 2017). Lower is better; null where the policy has no confidence.
    /// </summary>
    public required double? Risk { get; init; }

    public required double Calls { get; init; }

    public required double DraftInputTokens { get; init; }

    public required double DraftOutputTokens { get; init; }

    public required double FinalInputTokens { get; init; }

    public required double FinalOutputTokens { get; init; }

    public required double Usd { get; init; }

    /// <summary>Calls of the drafting model.</summary>
    public required double DraftCalls { get; init; }

    /// <summary>Of the dollars, what the drafts cost.</summary>
    public required double DraftUsd { get; init; }

    /// <summary>Of this in turn, what is paid by the call, whatever its length.</summary>
    public required double DraftCallUsd { get; init; }

    /// <summary>And what their inputs cost.</summary>
    public required double DraftInputUsd { get; init; }

    public required double? P50Milliseconds { get; init; }

    public required double? P95Milliseconds { get; init; }

    public static PolicyFigures Of(IReadOnlyList<QuestionOutcome> outcomes, EvaluationPlan plan, RightOrWrong table, int at)
    {
        var policy = plan.Policies[at];
        var everything = plan.Policies.Count - 1;
        var retrieval = plan.RetrievalWith(policy.KeepText) ?? at;
        var judged = outcomes.Where(o => o.IsRight(at, plan) is not null).ToArray();
        var times = outcomes.Select(o => o.Policies[at].Milliseconds).OfType<double>().Order().ToArray();
        double Mean(Func<PolicyOutcome, double> value) => outcomes.Count == 0 ? 0 : outcomes.Average(o => value(o.Policies[at]));
        double? OfAnswers(Func<AnswerMeasures, double> value) => outcomes.Average(o => o.Policies[at].Answer is { } answer ? value(answer) : (double?)null);
        return new PolicyFigures
        {
            Policy = policy.Name,
            Scorer = policy.Scorer?.Name,
            Keep = policy.KeepText,
            Kept = outcomes.Where(o => o.HasAnswer).Select(o => o.Policies[at].IsKept ? 1.0 : 0).DefaultIfEmpty(0).Average(),
            Contexts = Mean(p => p.Contexts),
            ExactMatch = OfAnswers(a => a.IsExact ? 1 : 0),
            F1 = OfAnswers(a => a.F1),
            ContainsAnswer = OfAnswers(a => a.Contains ? 1 : 0),
            JudgedQuestions = judged.Length,
            Quality = judged.Select(o => o.IsRight(at, plan) == true ? 1.0 : 0).DefaultIfEmpty(0).Average(),
            AgainstRetrieval = table.Compare(at, retrieval).Interval(),
            AgainstEverything = table.Compare(at, everything).Interval(),
            Risk = policy.Scorer is null || judged.Length == 0 ? null : RiskCoverage.Area(Confidences(outcomes, plan, at)),
            Calls = Mean(p => p.Drafting.Calls + p.Final.Calls),
            DraftInputTokens = Mean(p => p.Drafting.InputTokens),
            DraftOutputTokens = Mean(p => p.Drafting.OutputTokens),
            FinalInputTokens = Mean(p => p.Final.InputTokens),
            FinalOutputTokens = Mean(p => p.Final.OutputTokens),
            Usd = Mean(p => p.Usd),
            DraftCalls = Mean(p => p.Drafting.Calls),
            DraftUsd = Mean(p => plan.Prices.Draft.Of(p.Drafting.Usage)),
            DraftCallUsd = Mean(p => plan.Prices.Draft.UsdPerCall * p.Drafting.Calls),
            DraftInputUsd = Mean(p => plan.Prices.Draft.Of(p.Drafting.Usage with { Calls = 0, OutputTokens = 0 })),
            P50Milliseconds = Percentile(times, 0.5),
            P95Milliseconds = Percentile(times, 0.95),
        };
    }

    /// <summary>For each question the confidence, and whether it came out right.</summary>
    public static IReadOnlyList<(double Confidence, bool IsRight)> Confidences(IEnumerable<QuestionOutcome> outcomes, EvaluationPlan plan, int at) =>
        [.. outcomes.Where(o => o.IsRight(at, plan) is not null)
            .Select(o => (o.Policies[at].Confidence ?? double.NegativeInfinity, o.IsRight(at, plan) == true))];

    // The nearest rank: a value that was seen.
    private static double? Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? null : Math.Round(sorted[(int)Math.Ceiling(share * sorted.Length) - 1], 1);
}

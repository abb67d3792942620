using System.Text.Json.Serialization;
using RagPruner.Contract;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>What one policy made of one question, and why. Texts stand in it only where they were asked for.</summary>
internal sealed record QuestionDetail
{
    public required string Id { get; init; }

    public string? Set { get; init; }

    /// <summary>Whether the policy got it right; null where that cannot be judged.</summary>
    public required bool? IsRight { get; init; }

    /// <summary>The same of the retrieval order with the same keep rule; null without it.</summary>
    public required bool? RetrievalIsRight { get; init; }

    /// <summary>The same of sending everything.</summary>
    public required bool? EverythingIsRight { get; init; }

    /// <summary>Why it is wrong: one of <see cref="LossCause"/>; null where it is not.</summary>
    public required string? Cause { get; init; }

    public required IReadOnlyList<ContextDetail> Contexts { get; init; }

    public string? Question { get; init; }

    public IReadOnlyList<string>? AcceptedAnswers { get; init; }

    public string? Answer { get; init; }

    /// <summary>Right where the retrieval order is wrong, the other way round, or neither.</summary>
    [JsonIgnore]
    public bool IsWon => IsRight == true && RetrievalIsRight == false;

    [JsonIgnore]
    public bool IsLost => IsRight == false && RetrievalIsRight == true;

    /// <summary>In a word: won, lost, right or wrong; "not judged" where that cannot be said.</summary>
    [JsonIgnore]
    public string Result => IsWon ? "won" : IsLost ? "lost" : IsRight switch { true => "right", false => "wrong", null => "not judged" };

    /// <summary>Looks at one question by the policy that the plan looks at.</summary>
    /// <param name="recorded">The evidence.</param>
    /// <param name="outcome">What every policy made of it.</param>
    /// <param name="plan">The plan.</param>
    public static QuestionDetail Of(RecordedQuestion recorded, QuestionOutcome outcome, EvaluationPlan plan)
    {
        var policy = plan.Policies[plan.Focus];
        var judgement = policy.Judge(policy.Drafted(recorded.Contexts, plan.Offered));
        var kept = Policy.Kept(recorded.Contexts, judgement);
        var retrieval = plan.RetrievalWith(policy.KeepText);
        var byRetrieval = retrieval is { } at ? plan.Policies[at].Judge(plan.Policies[at].Drafted(recorded.Contexts, plan.Offered)) : null;
        var isRight = outcome.IsRight(plan.Focus, plan);
        return new QuestionDetail
        {
            Id = outcome.Id,
            Set = recorded.Question.Set,
            IsRight = isRight,
            RetrievalIsRight = retrieval is { } other ? outcome.IsRight(other, plan) : null,
            EverythingIsRight = outcome.IsRight(plan.Policies.Count - 1, plan),
            Cause = isRight == false ? LossCause.Of(recorded, judgement, kept) : null,
            Contexts = ContextDetail.All(recorded, judgement, byRetrieval, plan.Texts),
            Question = plan.Texts ? recorded.Question.Question : null,
            AcceptedAnswers = plan.Texts ? recorded.Question.Answers : null,
            Answer = plan.Texts && plan.HasAnswers ? recorded.AnswerFrom([.. kept.Select(c => c.Id)])?.Text : null,
        };
    }
}

/// <summary>A context of a question, with its evidence and verdict.</summary>
internal sealed record ContextDetail
{
    public required string Id { get; init; }

    public required int Rank { get; init; }

    public required double? RetrievalScore { get; init; }

    /// <summary>Whether it is known to hold the answer.</summary>
    public required bool IsRelevant { get; init; }

    /// <summary>Whether the retrieval order with the same keep rule would have kept it.</summary>
    public required bool RetrievalKeeps { get; init; }

    public required double? MeanLogprob { get; init; }

    public required double? QuestionLogprob { get; init; }

    public required bool Abstained { get; init; }

    public required double? Score { get; init; }

    /// <summary>How far its score lies below that of the last kept context; null where it was kept or has no score.</summary>
    public required double? BelowLastKept { get; init; }

    /// <summary>"kept", "pruned" or "unscored"; "sent" by the policy that sends everything.</summary>
    public required string Disposition { get; init; }

    public required string? Reason { get; init; }

    public required string? MergedInto { get; init; }

    public string? Text { get; init; }

    public string? Draft { get; init; }

    public static IReadOnlyList<ContextDetail> All(RecordedQuestion recorded, Judgement? judgement, Judgement? byRetrieval, bool texts)
    {
        var verdicts = judgement?.Contexts.ToDictionary(c => c.Context.Id, StringComparer.Ordinal);
        var kept = byRetrieval?.Kept.Select(c => c.Id).ToHashSet(StringComparer.Ordinal) ?? [];
        return [.. recorded.Contexts.Select(c =>
        {
            var verdict = verdicts?.GetValueOrDefault(c.Context.Id);
            return new ContextDetail
            {
                Id = c.Context.Id,
                Rank = c.Context.Rank,
                RetrievalScore = c.Context.RetrievalScore,
                IsRelevant = recorded.Question.IsRelevant(c.Context.Id),
                RetrievalKeeps = kept.Contains(c.Context.Id),
                MeanLogprob = c.Evidence?.MeanLogprob,
                QuestionLogprob = c.Evidence?.QuestionLogprob,
                Abstained = c.Evidence?.Abstained == true,
                Score = verdict?.Score,
                BelowLastKept = verdict is null ? null : judgement!.BelowLastKept(verdict),
                Disposition = verdict is null ? "sent" : Bodies.NameOf(verdict.Disposition),
                Reason = verdict?.Reason,
                MergedInto = c.MergedInto,
                Text = texts ? c.Context.Text : null,
                Draft = texts ? c.Evidence?.Draft : null,
            };
        })];
    }
}

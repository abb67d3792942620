namespace RagPruner.Local.Evaluation;

/// <summary>Which policy got which question right. Null where that could not be judged.</summary>
/// <param name="policies">For each policy all questions, in the same order.</param>
internal sealed class RightOrWrong(IReadOnlyList<bool?[]> policies)
{
    /// <summary>By the outcomes of an evaluation: the answer holds an accepted one, or, without answers, a relevant context was sent.</summary>
    public static RightOrWrong Of(IReadOnlyList<QuestionOutcome> outcomes, EvaluationPlan plan) =>
        new([.. plan.Policies.Select((_, at) => outcomes.Select(o => o.IsRight(at, plan)).ToArray())]);

    /// <summary>How many questions could be judged by a policy.</summary>
    public int Judged(int policy) => policies[policy].Count(r => r is not null);

    /// <summary>A policy against another, on the questions that could be judged by both.</summary>
    public PairedCounts Compare(int policy, int other)
    {
        var (wins, losses, questions) = (0, 0, 0);
        for (var q = 0; q < policies[policy].Length; q++)
        {
            if (policies[policy][q] is not { } mine || policies[other][q] is not { } theirs)
                continue;
            questions++;
            wins += mine && !theirs ? 1 : 0;
            losses += theirs && !mine ? 1 : 0;
        }
        return new PairedCounts(wins, losses, questions);
    }
}

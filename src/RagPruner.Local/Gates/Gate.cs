using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Gates;

/// <summary>
/// Whether a change may go in: one policy's questions before and after. It fails where the quality is shown to be worse by more
/// than a margin, that is where all of the 95 % interval lies below it, or where a question that must come out right does not.
/// </summary>
internal sealed record Gate
{
    public required string Policy { get; init; }

    public required double Margin { get; init; }

    /// <summary>Questions judged both times: those that are right now only, and those that were right before only.</summary>
    public required PairedCounts Against { get; init; }

    /// <summary>How many of them are right now, and were before.</summary>
    public required int RightNow { get; init; }

    public required int RightBefore { get; init; }

    public required IReadOnlyList<GatedQuestion> Lost { get; init; }

    public required IReadOnlyList<GatedQuestion> Won { get; init; }

    /// <summary>Questions that must come out right and did not, or could not be judged.</summary>
    public required IReadOnlyList<GatedQuestion> LostMust { get; init; }

    /// <summary>Questions of the baseline that were judged then and not now, because they failed or the evaluation was interrupted.</summary>
    public required int NotJudgedNow { get; init; }

    public bool IsShownWorse => Against.Interval().High < -Margin;

    public bool IsPassed => !IsShownWorse && LostMust.Count == 0;

    /// <summary>Compares.</summary>
    /// <param name="baseline">The earlier result.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="done">The present one.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="plan">What was evaluated; its focus is the policy that is compared.</param>
    /// <param name="margin">How much worse it may be.</param>
    public static Gate Of(
        ResultFile baseline, string path, EvaluationResult done, IReadOnlyList<EvalQuestion> questions, EvaluationPlan plan, double margin)
    {
        var before = IndexIn(baseline, path, plan);
        var outcomes = done.Outcomes.ToDictionary(o => o.Id, StringComparer.Ordinal);
        var rows = questions.OrderBy(q => q.Id, StringComparer.Ordinal).Select(q => new GatedQuestion(
            q.Id, q.Line, baseline.IsRight(q.Id, before), outcomes.GetValueOrDefault(q.Id)?.IsRight(plan.Focus, plan),
            outcomes.GetValueOrDefault(q.Id)?.Detail?.Cause, q.IsMust)).ToArray();
        var both = rows.Where(r => r is { Before: not null, Now: not null }).ToArray();
        GatedQuestion[] won = [.. both.Where(r => r is { Before: false, Now: true })];
        GatedQuestion[] lost = [.. both.Where(r => r is { Before: true, Now: false })];
        return new Gate
        {
            Policy = plan.Policies[plan.Focus].Name,
            Margin = margin,
            Against = new PairedCounts(won.Length, lost.Length, both.Length),
            RightNow = both.Count(r => r.Now == true),
            RightBefore = both.Count(r => r.Before == true),
            Lost = lost,
            Won = won,
            LostMust = [.. rows.Where(r => r.IsMust && r.Now != true)],
            NotJudgedNow = rows.Count(r => r is { Before: not null, Now: null }),
        };
    }

    /// <summary>Refuses a baseline that cannot be compared, before anything is paid for.</summary>
    /// <exception cref="PrunerInvalidInput">Other questions, another corpus, or another measure; the message says what to do.</exception>
    public static void EnsureComparable(ResultFile baseline, string path, Fingerprint now, EvaluationPlan plan)
    {
        if (baseline.Fingerprint.Questions != now.Questions)
            throw new PrunerInvalidInput($"The baseline {path} is of other questions or labels, so nothing can be compared question by question. {WayOut}");
        if (baseline.Fingerprint.Corpus != now.Corpus)
            throw new PrunerInvalidInput($"The baseline {path} is of another corpus, so a difference would not be the change's. {WayOut}");
        if (baseline.JudgesAnswers != plan.HasAnswers)
            throw new PrunerInvalidInput(
                $"The baseline {path} judges {(baseline.JudgesAnswers ? "answers" : "whether a relevant context was kept")}, and this evaluation does not " +
                $"(--no-answers). {WayOut}");
        IndexIn(baseline, path, plan);
    }

    private const string WayOut = "Make a new one on the code before the change, with these questions and this corpus: eval … --result FILE.";

    private static int IndexIn(ResultFile baseline, string path, EvaluationPlan plan)
    {
        var policy = plan.Policies[plan.Focus].Name;
        return baseline.Policies.ToList().IndexOf(policy) is >= 0 and var at ? at
            : throw new PrunerInvalidInput(
                $"The baseline {path} has no policy {policy}: choose one with --policy that it has ({string.Join("; ", baseline.Policies)}).");
    }
}

/// <summary>A question before and after.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Line">Its line in the file of questions; null where it is not from one.</param>
/// <param name="Before">Whether it was right; null where that was not judged.</param>
/// <param name="Now">Whether it is.</param>
/// <param name="Cause">Why it is wrong now; null where it is not.</param>
/// <param name="IsMust">Whether it must come out right.</param>
internal sealed record GatedQuestion(string Id, int? Line, bool? Before, bool? Now, string? Cause, bool IsMust);

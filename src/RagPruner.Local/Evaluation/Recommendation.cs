using System.Text.Json.Serialization;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// What the figures say to do. The retrieval order alone, with the cheapest keep rule that is shown to lose at most the
/// margin against sending everything; a policy that ranks otherwise only where it is shown to be better than that, or costs
/// less and is shown to lose no more. Where nothing is shown, how many questions would show it.
/// </summary>
internal sealed record Recommendation
{
    /// <summary>The policy to use; "everything" where none is shown to pay.</summary>
    public required string Policy { get; init; }

    /// <summary>Whether it is shown to lose at most the margin, at less money than sending everything.</summary>
    public required bool IsShown { get; init; }

    /// <summary>What it saves in 1,000 questions against sending everything, at the given prices.</summary>
    public double SavedUsdPer1000 { get; init; }

    /// <summary>
    /// The drafting model's input price, in dollars per million tokens, at which drafting costs as much as what it is the
    /// alternative to; null where nothing is drafted or drafts are paid by the call, 0 if their outputs alone cost more.
    /// </summary>
    public double? BreakEvenDraftPrice { get; init; }

    /// <summary>The same in dollars a call, for a drafting model that is paid by the call or window; else null.</summary>
    public double? BreakEvenCallPrice { get; init; }

    /// <summary>About how many questions would show a policy to be safe; null where one is shown, or none would be.</summary>
    public int? QuestionsNeeded { get; init; }

    /// <summary>The same in words.</summary>
    public required string Text { get; init; }

    /// <summary>How to set it up; null for sending everything.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HowToUse? HowToUse { get; init; }

    /// <param name="policies">The figures of all policies, sending everything as the last.</param>
    /// <param name="table">What they got right.</param>
    /// <param name="headroom">What another order could gain, from the rule that sends least.</param>
    /// <param name="margin">What a policy may lose, from 0 to 1.</param>
    public static Recommendation Of(IReadOnlyList<PolicyFigures> policies, RightOrWrong table, IReadOnlyList<Headroom> headroom, double margin)
    {
        var everything = policies.Count - 1;
        var words = new RecommendationText(policies, table, margin);
        if (table.Judged(everything) == 0)
            return Everything("No recommendation: no question could be judged.");
        if (everything > 0 && Enumerable.Range(0, everything).All(i => table.Judged(i) < table.Judged(everything)))
            return Everything(
                "No recommendation: the recording lacks answers from what these policies keep. Record with these rules, or compare with --no-answers.");
        var shown = new ShownPolicies(policies, table, margin);
        if (shown.Candidates.Count == 0)
            return Everything("Pruning does not pay here: nothing that was compared costs less than sending everything.");
        var safe = shown.Safe();
        var retrieval = safe.Where(shown.IsRetrieval).OrderBy(i => policies[i].Usd).Select(i => (int?)i).FirstOrDefault();
        // Where the retrieval order never leaves out what was retrieved, there is nothing that another order could gain.
        var canGain = headroom.Count == 0 || headroom[0].Questions > 0;
        int[] others = canGain ? [.. safe.Where(i => !shown.IsRetrieval(i))] : [];
        if (retrieval is null && others.Length == 0)
            return shown.NextShown(canGain) is { } next
                ? Everything(words.NotEnough(next.Policy, next.Questions)) with { QuestionsNeeded = next.Questions }
                : Everything(words.AllLose(shown.Candidates));
        var (best, isBetter) = Best(retrieval, others, i => policies[i], shown);
        var alternative = best == retrieval || retrieval is null ? everything : retrieval.Value;
        var drafting = DraftingCost.Of(policies[best], policies[alternative]);
        var breakEven = Math.Max(0, drafting?.BreakEvenWith(policies[alternative].Usd) ?? 0);
        return new Recommendation
        {
            Policy = policies[best].Policy,
            IsShown = true,
            SavedUsdPer1000 = (policies[everything].Usd - policies[best].Usd) * 1000,
            BreakEvenDraftPrice = drafting is { IsByCall: false } ? breakEven : null,
            BreakEvenCallPrice = drafting is { IsByCall: true } ? breakEven : null,
            Text = words.Use(best, best == retrieval ? null : alternative, isBetter, drafting, headroom.Count == 0 ? null : headroom[0], shown),
        };
    }

    private static (int Policy, bool IsBetter) Best(int? retrieval, int[] others, Func<int, PolicyFigures> figures, ShownPolicies shown)
    {
        var byPrice = others.OrderBy(i => figures(i).Usd).ThenByDescending(i => figures(i).Quality).ToArray();
        if (retrieval is not { } alone)
            return (byPrice[0], false);
        var better = shown.BetterThan(alone, others).OrderByDescending(i => figures(i).Quality).ThenBy(i => figures(i).Usd).ToArray();
        return better.Length > 0 ? (better[0], true)
            : byPrice.Length > 0 && figures(byPrice[0]).Usd < figures(alone).Usd ? (byPrice[0], false)
            : (alone, false);
    }

    private static Recommendation Everything(string text) => new() { Policy = Evaluation.Policy.EverythingName, IsShown = false, Text = text };
}

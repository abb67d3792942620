using RagPruner.Local.Evaluation;
using RagPruner.Local.Tests.Support;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Evaluation;

public sealed class RecommendationTests
{
    private static readonly PolicyFigures s_everything = Make.Figures(null, "all", usd: 3, contexts: 8);

    [Fact]
    public void Forty_eight_questions_without_a_difference_show_nothing_and_say_how_many_would()
    {
        var recommended = Recommended(48, Retrieval(0, 0), Draft("blend", 1.5, 0, 0));
        recommended.ShouldSatisfyAllConditions(
            r => r.Policy.ShouldBe("everything"),
            r => r.IsShown.ShouldBeFalse(),
            r => r.QuestionsNeeded.ShouldBe(189),
            r => r.Text.ShouldBe(
                "Not enough questions: on 48 no policy is shown to lose at most 2 points against sending everything. About 190 like these would decide; " +
                "the first to be shown is likely retrieval, top-k:3 (0.0 points, 95 % interval −7.4 … +7.4 so far). Until then send everything, or take " +
                "the retrieval order, which needs no drafts, and bear what the interval leaves open."));
    }

    [Fact]
    public void Policies_that_lose_more_already_are_not_helped_by_more_questions()
    {
        var recommended = Recommended(100, Retrieval(0, 20), Draft("blend", 1.5, 0, 10));
        (recommended.IsShown, recommended.QuestionsNeeded).ShouldBe((false, null));
        recommended.Text.ShouldBe(
            "Send everything: whatever costs less seems to lose more than 2 points on these 100 questions; the closest is blend, top-k:3 " +
            "(−10.0 points, 95 % interval −17.4 … −5.5). If more came out like these, it would stay so.");
    }

    [Fact]
    public void What_costs_as_much_as_sending_everything_does_not_pay() =>
        Recommended(400, Draft("blend", 3, 0, 0)).Text.ShouldBe("Pruning does not pay here: nothing that was compared costs less than sending everything.");

    [Fact]
    public void The_retrieval_order_alone_is_taken_where_drafting_is_not_shown_to_be_better_or_cheaper()
    {
        var recommended = Recommended(400, [new("top-k:3", 40, new Interval(0.1, 0, 0))], Retrieval(0, 0), Draft("blend", 2, 3, 0));
        recommended.Policy.ShouldBe("retrieval, top-k:3");
        recommended.Text.ShouldEndWith(
            "$2.00 against $3.00 for 1,000 questions. The best possible order could gain 10.0 points with top-k:3. No other ranking is shown to be better " +
            "or cheaper: the closest is blend, top-k:3 (+0.8 points, 95 % interval −0.2 … +2.2). It drafts nothing, so it saves at any price.");
    }

    [Fact]
    public void Drafting_is_taken_where_it_is_shown_to_be_better()
    {
        var recommended = Recommended(400, Retrieval(0, 0), Draft("blend", 2.5, 20, 0));
        recommended.Policy.ShouldBe("blend, top-k:3");
        recommended.Text.ShouldContain("Against retrieval, top-k:3, which needs no drafts, it is shown to be better (+5.0 points");
    }

    [Fact]
    public void Drafting_is_taken_where_it_costs_less_and_is_shown_to_lose_no_more()
    {
        var drafting = Draft("blend", 1, 0, 0, f => f with { DraftCalls = 8, DraftInputTokens = 1000, DraftUsd = 0.5e-3, DraftInputUsd = 0.4e-3 });
        var recommended = Recommended(400, Retrieval(0, 0), drafting);
        recommended.Policy.ShouldBe("blend, top-k:3");
        recommended.SavedUsdPer1000.ShouldBe(2, 1e-9);
        // Retrieval alone costs 2 for 1,000, the final model 0.5, the drafts' outputs 0.1: 1.4 are left for a million tokens.
        recommended.BreakEvenDraftPrice!.Value.ShouldBe(1.4, 1e-9);
        recommended.Text.ShouldEndWith("It costs less than retrieval, top-k:3 as long as the drafting model costs less than $1.40 per million input tokens.");
    }

    [Fact]
    public void A_drafting_model_that_is_paid_by_the_window_breaks_even_by_the_call_and_not_by_the_token()
    {
        var drafting = Draft("blend", 1, 0, 0, f => f with { DraftCalls = 8, DraftInputTokens = 1000, DraftUsd = 0.4e-3, DraftCallUsd = 0.4e-3 });
        var recommended = Recommended(400, Retrieval(0, 0), drafting);
        // Retrieval alone costs 2 for 1,000, the final model 0.6: 1.4 are left for 8,000 calls.
        (recommended.BreakEvenDraftPrice, Math.Round(recommended.BreakEvenCallPrice!.Value, 9)).ShouldBe((null, 0.000175));
        recommended.Text.ShouldEndWith(
            "as long as a draft costs less than $0.000175; here it is $0.000050, so a window would pay for itself from 29 % of the drafts expected in it.");
    }

    [Fact]
    public void Drafts_that_are_reckoned_at_nothing_are_called_so() =>
        Recommended(400, Retrieval(0, 0), Draft("blend", 1, 0, 0, f => f with { DraftCalls = 8, DraftInputTokens = 1000 })).Text
            .ShouldContain("Drafts are reckoned at nothing here (--draft-price)");

    [Fact]
    public void Where_the_retrieval_order_loses_nothing_another_order_is_not_looked_at()
    {
        var recommended = Recommended(400, [new("top-k:3", 0, new Interval(0, 0, 0.01))], Retrieval(0, 0), Draft("blend", 1, 20, 0));
        recommended.Policy.ShouldBe("retrieval, top-k:3");
        recommended.Text.ShouldContain("Nothing can be gained by another order: with top-k:3 it sends a relevant context wherever one was retrieved.");
    }

    [Fact]
    public void A_policy_that_was_judged_on_a_part_of_the_questions_is_not_compared()
    {
        var (figures, rights) = Draft("blend", 1, 0, 0)(400);
        rights[0] = null;
        Recommended(400, Retrieval(0, 0), _ => (figures, rights)).Policy.ShouldBe("retrieval, top-k:3");
        Recommended(400, _ => (figures, rights)).Text.ShouldStartWith("No recommendation: the recording lacks answers");
    }

    [Theory]
    [InlineData("retrieval", "top-k:3", "--scorer retrieval --keep top-k:3", """{"scorer":"retrieval","keep":{"rule":"top-k","k":3}}""")]
    [InlineData("mean-logprob", "threshold:-0.5,min=1", "--scorer mean-logprob --keep threshold:-0.5,min=1", """{"scorer":"mean-logprob","keep":{"rule":"threshold","cut":-0.5,"min":1}}""")]
    public void A_policy_comes_with_the_flags_and_the_body_that_set_it_up(string scorer, string keep, string ask, string body)
    {
        var use = HowToUse.Of(new Policy(NamedScorer.Parse(scorer, Catalog.Default), Catalog.Default.ParseKeepRule(keep), keep), Catalog.Default, null)!;
        (use.Ask, use.Body, use.Settings.Count).ShouldBe((ask, body, 0));
    }

    [Fact]
    public void A_sum_is_the_labs_alone_and_cannot_be_set_up() =>
        HowToUse.Of(new Policy(NamedScorer.Parse("retrieval+2*gain", Catalog.Default), new TopK(1), "top-k:1"), Catalog.Default, null).ShouldBeNull();

    private static Func<int, (PolicyFigures Figures, bool?[] Rights)> Retrieval(int wins, int losses) => questions =>
        (Make.Figures("retrieval", "top-k:3", usd: 2e-3, contexts: 3), Rights(questions, wins, losses));

    private static Func<int, (PolicyFigures Figures, bool?[] Rights)> Draft(
        string scorer, double usdPer1000, int wins, int losses, Func<PolicyFigures, PolicyFigures>? with = null) => questions =>
        ((with ?? (f => f))(Make.Figures(scorer, "top-k:3", usdPer1000 / 1000, contexts: 3)), Rights(questions, wins, losses));

    // Everything is right on the first half.
    private static bool?[] Rights(int questions, int wins, int losses) =>
        [.. Enumerable.Range(0, questions).Select(i => (bool?)(i < questions / 2 ? i >= losses : i - questions / 2 < wins))];

    private static Recommendation Recommended(int questions, params Func<int, (PolicyFigures Figures, bool?[] Rights)>[] policies) => Recommended(questions, [], policies);

    private static Recommendation Recommended(
        int questions, IReadOnlyList<Headroom> headroom, params Func<int, (PolicyFigures Figures, bool?[] Rights)>[] policies)
    {
        (PolicyFigures Figures, bool?[] Rights)[] all = [.. policies.Select(p => p(questions)), (s_everything with { Usd = 3e-3 }, Rights(questions, 0, 0))];
        return Recommendation.Of([.. all.Select(a => a.Figures)], new RightOrWrong([.. all.Select(a => a.Rights)]), headroom, 0.02);
    }
}

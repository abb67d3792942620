using FsCheck.Xunit;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Selection;

public sealed class JudgeTests
{
    private static readonly Scorer s_meanLogprob = Catalog.Default.Scorer("mean-logprob");

    [Property]
    public void Every_context_appears_exactly_once(int seed)
    {
        var random = new Random(seed);
        var candidates = RandomCandidates(random);
        var judgement = Judge.Decide(candidates, Scorers.All[random.Next(Scorers.All.Count)], RandomRule(random));
        judgement.Contexts.Select(c => c.Context.Rank).Order().ShouldBe(candidates.Select(c => c.Context.Rank));
    }

    [Property]
    public void No_pruned_context_scores_above_a_kept_one_and_no_unscored_one_stands_above_a_scored_one(int seed)
    {
        var random = new Random(seed);
        var judged = Judge.Decide(RandomCandidates(random), s_meanLogprob, RandomRule(random)).Contexts;
        var scores = judged.Where(c => c.Score is not null).Select(c => c.Score!.Value).ToArray();
        scores.ShouldBe(scores.OrderDescending());
        judged.TakeWhile(c => c.Score is not null).Count().ShouldBe(scores.Length);
        judged.SkipWhile(c => c.Disposition == Disposition.Kept).ShouldAllBe(c => c.Disposition != Disposition.Kept);
    }

    [Property]
    public void Abstained_and_unscored_contexts_are_never_kept_whatever_the_floor(int seed)
    {
        var judged = Judge.Decide(RandomCandidates(new Random(seed)), s_meanLogprob, new Threshold(0) { Min = 100 });
        judged.Contexts.Where(c => c.Disposition == Disposition.Kept).ShouldAllBe(c => c.Score != null && !c.Evidence!.Abstained);
    }

    [Property]
    public void Kept_contexts_go_on_in_retrieval_order(int seed)
    {
        var kept = Judge.Decide(RandomCandidates(new Random(seed)), s_meanLogprob, new TopK(5)).Kept;
        kept.Select(c => c.Rank).ShouldBe(kept.Select(c => c.Rank).Order());
    }

    [Fact]
    public void Equal_scores_rank_in_retrieval_order() =>
        Judge.Decide([Make.Scored(1, -1), Make.Scored(2, -0.5), Make.Scored(3, -0.5)], s_meanLogprob, new TopK(1))
            .Contexts.Select(c => c.Context.Id).ShouldBe(["c2", "c3", "c1"]);

    [Fact]
    public void A_confident_abstention_is_pruned_as_such_and_does_not_touch_the_other_scores()
    {
        var abstained = new PendingContext(Make.Context(2)) { Evidence = Make.Evidence(-0.001, draft: "Not in the context.") };
        var judgement = Judge.Decide([Make.Scored(1, -1), abstained], s_meanLogprob, new TopK(2));
        var judged = judgement.Contexts.Single(c => c.Context.Id == "c2");
        (judged.Disposition, judged.Reason, judged.Score).ShouldBe((Disposition.Pruned, Reasons.DraftAbstained, null));
        judgement.Kept.Single().Id.ShouldBe("c1");
    }

    [Fact]
    public void A_missing_log_probability_makes_a_context_unscored_and_not_low()
    {
        var missing = new PendingContext(Make.Context(2)) { Evidence = Make.Evidence(meanLogprob: null) };
        var judged = Judge.Decide([Make.Scored(1, -1), missing], s_meanLogprob, new TopK(2)).Contexts[1];
        (judged.Disposition, judged.Reason).ShouldBe((Disposition.Unscored, Reasons.DraftLogprobsMissing));
    }

    [Fact]
    public void The_floor_keeps_the_best_and_says_that_it_did()
    {
        var judgement = Judge.Decide([Make.Scored(1, -3), Make.Scored(2, -2)], s_meanLogprob, new Threshold(-1) { Min = 1 });
        judgement.Contexts.Select(c => c.Reason).ShouldBe([Reasons.Floor, Reasons.BelowCut]);
    }

    [Fact]
    public void A_floor_beyond_the_token_budget_is_reported()
    {
        var judgement = Judge.Decide([Make.Scored(1, -3)], s_meanLogprob, new TokenBudget(1) { Min = 1 });
        judgement.Degraded.ShouldBe(["floor_exceeds_token_budget"]);
        judgement.Kept.Count.ShouldBe(1);
    }

    [Fact]
    public void A_blend_says_which_features_it_lacked() =>
        Judge.Decide([new PendingContext(Make.Context(1)) { Evidence = Make.Evidence(questionLogprob: null) }], Catalog.Default.Scorer("blend"), new TopK(1))
            .Degraded.ShouldBe(["blend_without_question_likelihood"]);

    [Fact]
    public void A_cut_on_standardised_scores_is_refused() =>
        Should.Throw<PrunerInvalidInput>(() => Judge.EnsureFit(Catalog.Default.Scorer("blend"), new Threshold(-1), EvidenceKinds.OneCall, Catalog.Default)).Message.ShouldContain("only with a profile");

    [Fact]
    public void A_scorer_that_the_model_cannot_feed_is_refused_with_those_it_can() =>
        Should.Throw<PrunerInvalidInput>(() => Judge.EnsureFit(s_meanLogprob, new TopK(1), EvidenceKinds.Draft, Catalog.Default)).Message
            .ShouldBe("The scorer mean-logprob needs evidence that the drafting model does not return (DraftLogprobs); usable here: retrieval, grounding, consensus, blend.");

    private static KeepRule RandomRule(Random random) => random.Next(4) switch
    {
        0 => new TopK(random.Next(1, 5)) { Min = random.Next(3) },
        1 => new Threshold(-random.NextDouble() * 3) { Min = random.Next(3) },
        2 => new Gap { Min = random.Next(3) },
        _ => new TokenBudget(random.Next(1, 100)) { Min = random.Next(3) },
    };

    private static IReadOnlyList<PendingContext> RandomCandidates(Random random) =>
        [.. Enumerable.Range(1, random.Next(1, 26)).Select(rank => random.Next(8) switch
        {
            0 => new PendingContext(Make.Context(rank)) { UnscoredReason = "draft_throttled" },
            1 => new PendingContext(Make.Context(rank)) { MergedInto = "c1" },
            2 => new PendingContext(Make.Context(rank)) { Evidence = Make.Evidence(draft: "unknown") },
            3 => new PendingContext(Make.Context(rank)) { Evidence = Make.Evidence(meanLogprob: null) },
            _ => Make.Scored(rank, -Math.Round(random.NextDouble() * 3, 1)),
        })];
}

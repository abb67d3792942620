using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Selection;

public sealed class JudgementTests
{
    private static readonly JudgedContext s_best = Judged(3, Disposition.Kept, Reasons.InTopK, -1);
    private static readonly JudgedContext s_kept = Judged(1, Disposition.Kept, Reasons.Floor, -2);
    private static readonly JudgedContext s_pruned = Judged(2, Disposition.Pruned, Reasons.BelowTopK, -2.5);
    private static readonly JudgedContext s_overLimit = Judged(4, Disposition.Pruned, Reasons.OverLimit, null);
    private static readonly JudgedContext s_merged = Judged(5, Disposition.Merged, Reasons.Duplicate, null);
    private static readonly Judgement s_judgement = new([s_best, s_kept, s_pruned, s_overLimit, s_merged], [], []);

    [Fact]
    public void Contexts_and_the_kept_among_them_can_be_had_in_retrieval_order()
    {
        s_judgement.InRetrievalOrder.Select(c => c.Rank).ShouldBe([1, 2, 3, 4, 5]);
        s_judgement.Kept.Select(c => c.Rank).ShouldBe([1, 3]);
    }

    [Fact]
    public void What_was_left_out_counts_but_for_what_nobody_looked_at() =>
        s_judgement.LeftOutTokens.ShouldBe(s_pruned.Context.EstimatedTokens + s_merged.Context.EstimatedTokens);

    [Fact]
    public void A_pruned_one_lies_below_the_last_kept_by_the_difference_of_scores()
    {
        s_judgement.BelowLastKept(s_pruned).ShouldBe(0.5);
        s_judgement.BelowLastKept(s_kept).ShouldBeNull();
        s_judgement.BelowLastKept(s_overLimit).ShouldBeNull();
        (s_judgement with { Contexts = [s_pruned] }).BelowLastKept(s_pruned).ShouldBeNull();
        // One that the floor kept without a score says nothing of how far.
        (s_judgement with { Contexts = [s_best, s_kept with { Score = null }, s_pruned] }).BelowLastKept(s_pruned).ShouldBe(1.5);
    }

    [Theory]
    [InlineData(-0.5, false)]
    [InlineData(-1.0, false)]
    [InlineData(-1.5, true)]
    public void A_threshold_cannot_keep_what_scores_below_it_whatever_the_others_score(double most, bool cannot)
    {
        KeepRule.Threshold(-1).CannotKeep(most).ShouldBe(cannot);
        (KeepRule.Threshold(-1) with { Min = 1 }).CannotKeep(most).ShouldBeFalse();
        KeepRule.Threshold(-1).CannotKeep(null).ShouldBeFalse();
        KeepRule.TopK(1).CannotKeep(most).ShouldBeFalse();
    }

    [Fact]
    public void Only_rules_that_compare_scores_with_a_number_need_absolute_ones()
    {
        KeepRule.Threshold(-1).NeedsAbsoluteScores.ShouldBeTrue();
        KeepRule.Coverage().NeedsAbsoluteScores.ShouldBeTrue();
        foreach (var rule in new[] { KeepRule.TopK(1), KeepRule.Gap(), KeepRule.TokenBudget(10) })
            rule.NeedsAbsoluteScores.ShouldBeFalse(rule.Name);
        Should.Throw<ArgumentOutOfRangeException>(() => KeepRule.Gap() with { Min = -1 });
        Should.Throw<ArgumentOutOfRangeException>(() => KeepRule.Threshold(double.NaN));
    }

    [Fact]
    public void A_scorer_that_gives_another_number_of_scores_is_a_defect() =>
        Should.Throw<PrunerBug>(() => Judge.Decide([Make.Scored(1, -1), Make.Scored(2, -2)], new Short(), KeepRule.TopK(1)))
            .Message.ShouldBe("The scorer short gave 1 scores to 2 contexts.");

    [Fact]
    public void A_name_that_is_taken_is_refused_and_an_unknown_one_is_told_what_there_is()
    {
        Should.Throw<ArgumentException>(() => Catalog.Default.With(new Short()).With(new Short())).Message.ShouldContain("The name short is taken.");
        Should.Throw<PrunerInvalidInput>(() => Catalog.Default.Scorer("nothing")).Message.ShouldStartWith("scorer is not one of: ");
        Should.Throw<ArgumentNullException>(() => Catalog.Default.With(null!));
    }

    private static JudgedContext Judged(int rank, Disposition disposition, string reason, double? score) =>
        new(Make.Context(rank, new string('x', 40 * rank)), null, score, disposition, reason, null);

    private sealed class Short : Scorer
    {
        public override string Name => "short";

        public override RagPruner.Drafting.EvidenceKinds Needs => RagPruner.Drafting.EvidenceKinds.None;

        public override IReadOnlyList<double?> Score(IReadOnlyList<RagPruner.Drafting.ContextEvidence> contexts) => [1];

        public override string MissingReason => Reasons.RetrievalScoreMissing;
    }
}

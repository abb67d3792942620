using FsCheck.Xunit;
using RagPruner.Errors;
using RagPruner.Local.Evaluation;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Evaluation;

public sealed class MeasureTests
{
    [Fact]
    public void Auroc_is_the_share_of_pairs_in_the_right_order()
    {
        RankingMeasures.Auroc([(3, true), (2, false), (1, false)]).ShouldBe(1);
        RankingMeasures.Auroc([(1, true), (2, false), (1, false)]).ShouldBe(0.25);
        RankingMeasures.Auroc([(null, true), (-9, false)]).ShouldBe(0);
        RankingMeasures.Auroc([(1, true)]).ShouldBeNull();
    }

    [Property]
    public void Auroc_by_ranks_is_auroc_by_pairs(byte[] scores, int seed)
    {
        var random = new Random(seed);
        (double? Score, bool IsRelevant)[] contexts = [.. scores.Select(s => ((double?)(s % 5 == 0 ? null : s % 5), random.Next(2) == 0))];
        double Value(double? score) => score ?? double.NegativeInfinity;
        var pairs = contexts.Where(c => c.IsRelevant).SelectMany(r => contexts.Where(c => !c.IsRelevant).Select(o =>
            Value(r.Score) > Value(o.Score) ? 1 : Value(r.Score) == Value(o.Score) ? 0.5 : 0)).ToArray();
        if (pairs.Length == 0)
            RankingMeasures.Auroc(contexts).ShouldBeNull();
        else
            RankingMeasures.Auroc(contexts)!.Value.ShouldBe(pairs.Average(), 1e-12);
    }

    [Fact]
    public void The_interval_of_an_auroc_has_a_width_where_every_pair_is_in_order()
    {
        RankingMeasures.AurocInterval(1, 30, 8).ShouldSatisfyAllConditions(i => i.Low.ShouldBeInRange(0.7, 0.95), i => i.High.ShouldBe(1));
        var few = RankingMeasures.AurocInterval(0.75, 30, 8);
        var many = RankingMeasures.AurocInterval(0.75, 3000, 800);
        (few.Low < many.Low && many.High < few.High && many.High - many.Low < 0.05).ShouldBeTrue();
    }

    [Fact]
    public void Ndcg_discounts_by_place_and_counts_what_has_no_place()
    {
        RankingMeasures.Ndcg([true, false], 1).ShouldBe(1);
        RankingMeasures.Ndcg([false, true], 1)!.Value.ShouldBe(1 / Math.Log2(3), 1e-12);
        RankingMeasures.Ndcg([true], 2)!.Value.ShouldBe(1 / (1 + 1 / Math.Log2(3)), 1e-12);
        RankingMeasures.Ndcg([false], 0).ShouldBeNull();
    }

    [Theory]
    [InlineData("The ferry.", "ferry", true, 1, true)]
    [InlineData("It is the night ferry to Oslo", "night ferry", false, 0.5, true)]
    [InlineData("night boat", "night ferry", false, 0.5, false)]
    [InlineData("ferryman", "ferry", false, 0, false)]
    [InlineData("the night-ferry!", "nightferry", true, 1, true)]
    public void Answers_are_measured_on_words(string text, string accepted, bool isExact, double f1, bool contains)
    {
        var measures = AnswerMeasures.Of(text, [accepted]);
        (measures.IsExact, measures.Contains).ShouldBe((isExact, contains));
        measures.F1.ShouldBe(f1, 0.001);
    }

    [Fact]
    public void Where_no_answer_is_accepted_saying_so_is_right()
    {
        AnswerMeasures.Of("Not in the sources.", []).Contains.ShouldBeTrue();
        AnswerMeasures.Of("At nine.", []).Contains.ShouldBeFalse();
    }

    [Fact]
    public void The_risk_curve_takes_equals_together()
    {
        RiskCoverage.Curve([(2, true), (1, false), (1, true)]).ShouldBe([(1 / 3.0, 0), (1, 1 / 3.0)]);
        // Nothing is known of the order within equals, so the order of the input must not matter.
        RiskCoverage.Area([(1, false), (1, true)]).ShouldBe(RiskCoverage.Area([(1, true), (1, false)]));
        RiskCoverage.Area([(2, true), (1, false)]).ShouldBeLessThan(RiskCoverage.Area([(1, true), (2, false)]));
    }

    [Fact]
    public void The_interval_holds_the_mean_and_is_the_same_again()
    {
        double[] differences = [.. Enumerable.Range(0, 100).Select(i => i % 3 - 1.0)];
        var interval = Bootstrap.Of(differences);
        interval.Low.ShouldBeLessThan(interval.Mean);
        interval.High.ShouldBeGreaterThan(interval.Mean);
        Bootstrap.Of(differences).ShouldBe(interval);
        Bootstrap.Of([]).ShouldBe(new Interval(0, 0, 0));
    }

    [Fact]
    public void The_interval_has_about_the_width_that_theory_gives()
    {
        var random = new Random(1);
        var interval = Bootstrap.Of([.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() < 0.5 ? 1.0 : 0)]);
        // 2 × 1.96 × √(0.25 / 400)
        (interval.High - interval.Low).ShouldBe(0.098, 0.012);
    }

    [Theory]
    [InlineData("retrieval+x*gain", "A blend is written as a sum such as")]
    [InlineData("retrieval+bert", "scorer is not one of")]
    [InlineData("blend+retrieval", "A blend cannot be a part of a blend.")]
    public void A_blend_that_cannot_be_read_is_refused(string text, string message) =>
        Should.Throw<PrunerInvalidInput>(() => NamedScorer.Parse(text, Catalog.Default)).Message.ShouldContain(message);
}

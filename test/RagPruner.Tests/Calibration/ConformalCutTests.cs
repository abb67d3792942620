using RagPruner.Calibration;

namespace RagPruner.Tests.Calibration;

public sealed class ConformalCutTests
{
    [Theory]
    [InlineData(0.95, 19)]
    [InlineData(0.9, 9)]
    [InlineData(0.99, 99)]
    [InlineData(0.5, 1)]
    public void Needs_enough_scores_to_leave_one_out(double coverage, int needed)
    {
        ConformalCut.Needed(coverage).ShouldBe(needed);
        ConformalCut.Of([.. Enumerable.Range(1, needed).Select(i => (double)i)], coverage).ShouldBe(1);
        ConformalCut.Of([.. Enumerable.Range(1, needed - 1).Select(i => (double)i)], coverage).ShouldBe(double.NegativeInfinity);
    }

    [Fact]
    public void Is_the_kth_smallest_score() =>
        // 0.05 × 100 is 5.
        ConformalCut.Of([.. Enumerable.Range(1, 99).Select(i => (double)i)], 0.95).ShouldBe(5);

    [Fact]
    public void Is_lost_where_too_many_scores_are_missing() =>
        ConformalCut.Of([.. Enumerable.Range(1, 94).Select(i => (double)i), .. Enumerable.Repeat(double.NegativeInfinity, 5)], 0.95).ShouldBe(double.NegativeInfinity);

    [Fact]
    public void Keeps_its_promise_on_the_mean_over_calibrations()
    {
        var random = new Random(3);
        var kept = Enumerable.Range(0, 4000).Average(_ =>
        {
            var cut = ConformalCut.Of([.. Enumerable.Range(0, 50).Select(_ => Math.Round(random.NextDouble(), 2))], 0.95);
            return Math.Round(random.NextDouble(), 2) >= cut ? 1.0 : 0;
        });
        // 1 − 2/51, and more by ties.
        kept.ShouldBeInRange(0.95, 0.985);
    }
}

public sealed class ReliabilityTests
{
    [Fact]
    public void The_brier_score_is_the_mean_squared_error() =>
        Reliability.Brier([(0.9, true), (0.2, false), (0.4, true)]).ShouldBe((0.01 + 0.04 + 0.36) / 3, 1e-12);

    [Fact]
    public void The_calibration_error_weighs_bins_by_what_they_hold() =>
        // In the bin at 0.9 one of two is right, off by 0.4; in the bin at 0.1 all are, off by 0.
        Reliability.ExpectedCalibrationError([(0.9, true), (0.9, false), (0.0, false), (0.0, false)]).ShouldBe(0.2, 1e-12);

    [Fact]
    public void The_diagram_has_only_bins_with_something_in_them()
    {
        var diagram = Reliability.Diagram([(1, true), (0.95, false), (0.05, false)]);
        diagram.Select(b => (b.ShareRight, b.Count)).ShouldBe([(0, 1), (0.5, 2)]);
    }
}

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Finds_the_weights_that_made_the_data()
    {
        var random = new Random(5);
        double[][] rows = [.. Enumerable.Range(0, 5000).Select(_ => new[] { random.NextDouble() * 4 - 2, random.NextDouble() * 4 - 2 })];
        double[] targets = [.. rows.Select(r => random.NextDouble() < LogisticRegression.Probability(0.5 + 1.5 * r[0] - 0.7 * r[1]) ? 1.0 : 0)];
        var fit = LogisticRegression.Fit(rows, targets, penalty: 0.01);
        (fit.Intercept, fit.Weights[0], fit.Weights[1]).ShouldSatisfyAllConditions(
            f => f.Item1.ShouldBe(0.5, 0.15), f => f.Item2.ShouldBe(1.5, 0.15), f => f.Item3.ShouldBe(-0.7, 0.15));
    }

    [Fact]
    public void Stays_finite_on_data_that_a_line_separates()
    {
        var fit = LogisticRegression.Fit([[-2], [-1], [1], [2]], [0, 0, 1, 1], penalty: 0.1);
        fit.Weights[0].ShouldBeInRange(0.5, 10);
    }

    [Fact]
    public void A_heavy_penalty_leaves_the_base_rate()
    {
        var fit = LogisticRegression.Fit([[-1], [1], [1], [1]], [0, 1, 1, 1], penalty: 1e6);
        fit.Weights[0].ShouldBe(0, 1e-4);
        LogisticRegression.Probability(fit.Intercept).ShouldBe(0.75, 1e-4);
    }
}

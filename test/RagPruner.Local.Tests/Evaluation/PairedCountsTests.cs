using FsCheck.Xunit;
using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Tests.Evaluation;

public sealed class PairedCountsTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(48)]
    [InlineData(400)]
    public void Questions_that_never_differ_still_leave_a_loss_open(int questions)
    {
        var interval = new PairedCounts(0, 0, questions).Interval();
        var bound = 1.959964 * 1.959964 / (questions + 1.959964 * 1.959964);
        interval.ShouldSatisfyAllConditions(i => i.Mean.ShouldBe(0), i => i.Low.ShouldBe(-bound, 1e-6), i => i.High.ShouldBe(bound, 1e-6));
    }

    // By the definition: the most likely rate of losses is searched for here, where the product has it in closed form.
    [Theory]
    [InlineData(12, 2, 50)]
    [InlineData(0, 1, 50)]
    [InlineData(3, 9, 40)]
    public void At_its_ends_the_interval_lies_as_far_from_what_was_seen_as_it_says(int wins, int losses, int questions)
    {
        var interval = new PairedCounts(wins, losses, questions).Interval();
        Score(interval.Low).ShouldBe(1.959964, 1e-3);
        Score(interval.High).ShouldBe(-1.959964, 1e-3);

        double Score(double difference)
        {
            var (least, most) = (Math.Max(0, -difference), (1 - difference) / 2);
            var rate = Enumerable.Range(1, 200_000 - 1).Select(i => least + (most - least) * i / 200_000).MaxBy(q =>
                Part(wins, q + difference) + Part(losses, q) + Part(questions - wins - losses, 1 - 2 * q - difference));
            return (wins - losses - questions * difference) / Math.Sqrt(questions * (2 * rate + difference - difference * difference));
        }

        static double Part(int count, double share) => count == 0 ? 0 : count * Math.Log(share);
    }

    [Property]
    public void The_other_way_round_is_the_mirror_image(byte wins, byte losses, byte same)
    {
        var questions = wins + losses + same;
        var (one, other) = (new PairedCounts(wins, losses, questions).Interval(), new PairedCounts(losses, wins, questions).Interval());
        one.Low.ShouldBe(-other.High, 1e-9);
        one.High.ShouldBe(-other.Low, 1e-9);
        one.Mean.ShouldBe(-other.Mean);
        (one.Low <= one.Mean && one.Mean <= one.High && one.Low >= -1 && one.High <= 1).ShouldBeTrue();
    }

    [Fact]
    public void Without_questions_anything_is_possible() => new PairedCounts(0, 0, 0).Interval().ShouldBe(new Interval(0, -1, 1));

    [Fact]
    public void What_is_needed_would_just_show_it()
    {
        var score = PairedCounts.ScoreAt(PairedCounts.EachEnd);
        var needed = new PairedCounts(0, 0, 48).Needed(0.02, score)!.Value;
        needed.ShouldBe(189);
        new PairedCounts(0, 0, needed).ScoreAgainst(-0.02).ShouldBeGreaterThanOrEqualTo(score);
        new PairedCounts(0, 0, needed - 2).ScoreAgainst(-0.02).ShouldBeLessThan(score);
    }

    [Fact]
    public void Where_as_much_is_lost_already_no_number_of_questions_helps() => new PairedCounts(1, 3, 100).Needed(0.02, 1.96).ShouldBeNull();

    [Fact]
    public void Questions_that_differ_take_more_of_them() =>
        new PairedCounts(4, 4, 100).Needed(0.02, 1.96)!.Value.ShouldBeGreaterThan(new PairedCounts(0, 0, 100).Needed(0.02, 1.96)!.Value);
}

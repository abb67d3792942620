using System.Globalization;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Evaluation;

/// <summary>What the recommendation says in worlds whose truth is known: two policies in retrieval order and fourteen that rank otherwise.</summary>
public sealed class WorldTests
{
    private const int Worlds = 1000;
    private const int Ranking = 14;
    private const double Margin = 0.02;

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(400)]
    public void Where_the_best_policy_loses_five_points_hardly_any_world_shows_it_to_lose_at_most_two(int questions) =>
        Shown(questions, _ => (Wins: 0.01, Losses: 0.06)).ShouldBeLessThanOrEqualTo(0.05);

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(400)]
    public void The_same_where_many_more_questions_differ(int questions) =>
        Shown(questions, _ => (Wins: 0.1, Losses: 0.15)).ShouldBeLessThanOrEqualTo(0.05);

    // The hardest truth to keep apart: all sixteen lose just as much as they may not.
    [Theory]
    [InlineData(100, 0, 0.02)]
    [InlineData(400, 0, 0.02)]
    [InlineData(400, 0.01, 0.03)]
    [InlineData(400, 0.05, 0.07)]
    public void Sixteen_policies_at_the_margin_are_shown_to_be_safe_in_one_world_of_twenty(int questions, double wins, double losses) =>
        Shown(questions, _ => (wins, losses)).ShouldBeLessThanOrEqualTo(0.05);

    [Fact]
    public void Where_nothing_is_lost_and_two_questions_of_a_hundred_differ_four_hundred_show_it_in_most_worlds() =>
        Shown(400, _ => (Wins: 0.01, Losses: 0.01)).ShouldBeGreaterThanOrEqualTo(0.5);

    [Fact]
    public void They_show_it_too_where_only_the_retrieval_order_loses_nothing() =>
        Shown(400, policy => policy == 0 ? (0.01, 0.01) : (0.01, 0.11)).ShouldBeGreaterThanOrEqualTo(0.5);

    [Theory]
    [InlineData("all lose 5 points, 7 % of the questions differ", 0.01, 0.06)]
    [InlineData("all lose 5 points, 25 % differ", 0.1, 0.15)]
    [InlineData("all lose 2 points, 2 % differ", 0, 0.02)]
    [InlineData("all lose 2 points, 12 % differ", 0.05, 0.07)]
    [InlineData("none loses anything, 2 % differ", 0.01, 0.01)]
    [InlineData("none loses anything, none differs", 0, 0)]
    public void The_shares_stand_in_the_docs(string truth, double wins, double losses) =>
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "measurements.md")).ShouldContain(string.Create(CultureInfo.InvariantCulture,
            $"| {truth} | {Shown(20, _ => (wins, losses)) * 100:0.0} % | {Shown(50, _ => (wins, losses)) * 100:0.0} % | {Shown(100, _ => (wins, losses)) * 100:0.0} % | {Shown(400, _ => (wins, losses)) * 100:0.0} % |"));

    /// <summary>The share of worlds that end with a policy shown to lose at most the margin.</summary>
    /// <param name="questions">How many questions a world has.</param>
    /// <param name="truth">For each policy, of all questions, those that it gets right where sending everything does not, and the other way round.</param>
    private static double Shown(int questions, Func<int, (double Wins, double Losses)> truth) =>
        Enumerable.Range(1, Worlds).Count(seed => World(questions, truth, new Random(seed)).IsShown) / (double)Worlds;

    private static Recommendation World(int questions, Func<int, (double Wins, double Losses)> truth, Random random)
    {
        var everything = Enumerable.Range(0, questions).Select(_ => (bool?)(random.NextDouble() < 0.7)).ToArray();
        bool?[] Policy((double Wins, double Losses) rates) =>
            [.. everything.Select(right => (bool?)(right == true ? random.NextDouble() >= rates.Losses / 0.7 : random.NextDouble() < rates.Wins / 0.3))];
        bool?[][] rights = [.. Enumerable.Range(0, 2 + Ranking).Select(i => Policy(truth(i))), everything];
        return Recommendation.Of(
            [
                Make.Figures("retrieval", "top-k:3", usd: 2, contexts: 3),
                Make.Figures("retrieval", "top-k:1", usd: 1, contexts: 1),
                .. Enumerable.Range(0, Ranking).Select(i => Make.Figures($"scorer-{i}", "top-k:3", usd: 2.1, contexts: 3)),
                Make.Figures(null, "all", usd: 3, contexts: 8),
            ],
            new RightOrWrong(rights), [], Margin);
    }
}

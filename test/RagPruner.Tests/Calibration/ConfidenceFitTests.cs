using System.Text;
using RagPruner.Calibration;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Calibration;

public sealed class ConfidenceFitTests
{
    [Fact]
    public void Where_relevance_tells_more_than_the_score_it_has_a_slope()
    {
        var map = ConfidenceFit.Of(Best(200, relevanceTells: true));
        map.Relevance!.By.ShouldBe(Relevance.ByQuestionLikelihood);
        map.Relevance.Slope.ShouldBeGreaterThan(0.5);
        map.Of(0, 3).ShouldBeGreaterThan(map.Of(0, 0.1));
    }

    [Fact]
    public void Noise_is_given_no_slope() =>
        Enumerable.Range(1, 20).Count(seed => ConfidenceFit.Of(Best(60, relevanceTells: false, seed)).Relevance is not null).ShouldBeLessThan(8);

    [Fact]
    public void Relevance_that_some_questions_lack_or_measure_otherwise_is_left_out()
    {
        var best = Best(200, relevanceTells: true);
        ConfidenceFit.Of([best[0] with { Relevance = null }, .. best.Skip(1)]).Relevance.ShouldBeNull();
        ConfidenceFit.Of([best[0] with { Relevance = new Relevance(1, Relevance.ByQuestionGain) }, .. best.Skip(1)]).Relevance.ShouldBeNull();
    }

    [Fact]
    public void A_context_that_stands_alone_stands_out_from_nothing()
    {
        var map = ConfidenceFit.Of(Best(200, relevanceTells: true));
        map.Of(1, null).ShouldBe(map.Of(1, 0));
    }

    [Fact]
    public void The_confidence_of_a_request_has_it()
    {
        var profile = Labelled.Profile() with { Probability = new ProbabilityMap(0, 0) { Relevance = new RelevanceSlope(Relevance.ByQuestionLikelihood, 2) } };
        var scorer = new ProfileScorer(profile);
        PendingContext[] contexts = [.. Enumerable.Range(1, 2).Select(i => new PendingContext(Make.Context(i)) { Evidence = Make.Evidence(questionLogprob: -2 * i) })];
        Decision.Of(scorer, Judge.Decide(contexts, scorer, new TopK(1)), RequestStatus.Complete).Confidence!.Value.ShouldBe(LogisticRegression.Probability(2), 1e-12);
    }

    [Theory]
    [InlineData("question-likelihood", "-1")]
    [InlineData("sufficiency", "1")]
    public void A_slope_that_was_broken_by_hand_is_refused(string by, string slope)
    {
        var profile = Labelled.Profile() with { Probability = new ProbabilityMap(0, 1) { Relevance = new RelevanceSlope(Relevance.ByQuestionLikelihood, 2) } };
        var text = ProfileJson.Write(profile).Replace("\"by\": \"question-likelihood\"", $"\"by\": \"{by}\"", StringComparison.Ordinal).Replace("\"slope\": 2", $"\"slope\": {slope}", StringComparison.Ordinal);
        Should.Throw<PrunerInvalidInput>(() => ProfileJson.Read(Encoding.UTF8.GetBytes(text))).Message.ShouldContain("probability.relevance");
    }

    private static BestContext[] Best(int count, bool relevanceTells, int seed = 1) =>
        [.. Enumerable.Range(0, count).Select(i =>
        {
            var random = new Random(seed * 100_003 + i);
            var isNeeded = random.NextDouble() < 0.6;
            return new BestContext(random.NextDouble() + (isNeeded ? 0.2 : 0), new Relevance(2 * random.NextDouble() + (relevanceTells && isNeeded ? 1 : 0), Relevance.ByQuestionLikelihood), isNeeded);
        })];
}

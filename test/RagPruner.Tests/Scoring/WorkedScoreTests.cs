using RagPruner.Drafting;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Scoring;

/// <summary>Scores that were worked out by hand.</summary>
public sealed class WorkedScoreTests
{
    private const EvidenceKinds Everything = EvidenceKinds.All;

    [Fact]
    public void The_blend_is_the_standardised_retrieval_score_and_seven_tenths_of_the_questions_likelihood()
    {
        // Retrieval 5, 1, 3: mean 3, deviation √(8/3). The question: -1, -4, -4: mean -3, deviation √2.
        var scores = Blend((5, -1), (1, -4), (3, -4));
        var deviation = Math.Sqrt(8.0 / 3);
        scores.Features.ShouldBe(["retrieval", "question-likelihood"]);
        scores.Values[0]!.Value.ShouldBe(2 / deviation + 0.7 * 2 / Math.Sqrt(2), 1e-12);
        scores.Values[1]!.Value.ShouldBe(-2 / deviation - 0.7 / Math.Sqrt(2), 1e-12);
        scores.Values[2]!.Value.ShouldBe(0 - 0.7 / Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void What_is_the_same_for_all_decides_nothing()
    {
        var scores = Blend((2, -1), (2, -2), (2, -3));
        scores.Values[1]!.Value.ShouldBe(0, 1e-12);
        scores.Values[0]!.Value.ShouldBe(0.7 * 1 / Math.Sqrt(2.0 / 3), 1e-12);
        // Rounding is no difference, however large the numbers are.
        BlendScorer.ScaleOf([1e15, 1e15 + 1]).IsFlat.ShouldBeTrue();
        BlendScorer.ScaleOf([1e-6, 2e-6]).IsFlat.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, "retrieval")]
    [InlineData(3, "retrieval,question-likelihood")]
    public void Most_contexts_and_three_must_have_the_questions_likelihood_before_it_counts(int having, string features)
    {
        var scores = new BlendScorer().ScoreWithFeatures([.. Enumerable.Range(1, 5).Select(i => Evidence(i, i, i <= having ? -i : null))]);
        scores.Features.ShouldBe(features.Split(','));
        scores.Values.Count(v => v is null).ShouldBe(having == 3 ? 2 : 0);
    }

    [Fact]
    public void The_blend_asks_for_what_the_model_has()
    {
        Scorers.Blend.Uses(Everything).ShouldBe(EvidenceKinds.QuestionLogprobs);
        Scorers.Blend.Uses(EvidenceKinds.DraftLogprobs).ShouldBe(EvidenceKinds.None);
        Scorers.Blend.IsAbsolute.ShouldBeFalse();
        (BlendScorer.UsualWeight("retrieval"), BlendScorer.UsualWeight("question-likelihood"), BlendScorer.UsualWeight("gain")).ShouldBe((1, 0.7, 1));
    }

    [Fact]
    public void A_blend_of_ones_own_asks_for_all_of_its_parts()
    {
        var blend = new BlendScorer([new(new MeanLogprobScorer(), 1), new(new QuestionLikelihoodScorer(), 1)]);
        blend.Uses(Everything).ShouldBe(EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs | EvidenceKinds.QuestionLogprobs);
        blend.Uses(EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs).ShouldBe(EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs);
    }

    [Theory]
    [InlineData("mean-logprob", EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs)]
    [InlineData("question-likelihood", EvidenceKinds.QuestionLogprobs)]
    [InlineData("gain", EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs | EvidenceKinds.ClosedBook)]
    [InlineData("question-gain", EvidenceKinds.QuestionLogprobs | EvidenceKinds.QuestionPrior)]
    [InlineData("listwise", EvidenceKinds.Labels)]
    [InlineData("retrieval", EvidenceKinds.None)]
    public void Each_scorer_needs_what_it_reads(string name, EvidenceKinds needs) => Catalog.Default.Scorer(name).Needs.ShouldBe(needs);

    [Theory]
    [InlineData(EvidenceKinds.QuestionLogprobs | EvidenceKinds.DraftLogprobs, "retrieval,question-likelihood")]
    [InlineData(EvidenceKinds.DraftLogprobs, "retrieval,mean-logprob")]
    [InlineData(EvidenceKinds.Draft, "retrieval")]
    public void A_profile_is_made_of_the_retrievers_score_and_the_best_that_the_model_has(EvidenceKinds offered, string features) =>
        Scorers.DefaultFeatures(offered).Select(f => f.Name).ShouldBe(features.Split(','));

    [Fact]
    public void A_name_that_a_scorer_had_before_still_means_it() => Catalog.Default.Scorer("agreement").Name.ShouldBe("consensus");

    [Fact]
    public void Where_no_context_has_a_retrieval_score_the_order_stands_for_it()
    {
        ContextEvidence Without(int rank) => new(Make.Context(rank) with { RetrievalScore = null }, null);
        Scorers.Retrieval.Score([Without(1), Without(2), Without(4)]).ShouldBe([1, 0.5, 0.25]);
        Scorers.Retrieval.Score([Evidence(1, 0.9, null), Without(2)]).ShouldBe([0.9, null]);
    }

    [Fact]
    public void A_later_window_is_put_on_the_scale_of_the_first_by_what_they_share()
    {
        // The second window rates the shared context 2 lower: all of it is shifted by 2.
        var scores = Listwise([(1, -1, -3)], [(1, -2, -4), (2, -4, -6)], [(2, -1, -3)]);
        scores.ShouldBe([-2, -3, 0]);
    }

    [Fact]
    public void Two_shared_contexts_count_by_their_mean_and_one_without_a_link_is_not_scored()
    {
        Listwise([(1, -1, -1), (2, -2, -2)], [(1, -3, -3), (2, -8, -8)], [(2, -1, -1)], [(3, -1, -1)]).ShouldBe([(-1 + 1.0) / 2, (-3 + -5.0) / 2, 2, null]);
    }

    [Fact]
    public void A_window_that_the_model_chose_in_by_one_order_only_says_nothing()
    {
        LabelReading[] labels = [new(1, IsReversed: false, -1)];
        new ListwiseScorer().Score([new ContextEvidence(Make.Context(1), Make.Evidence() with { Labels = labels })]).ShouldBe([null]);
        labels = [new(1, IsReversed: true, -1)];
        new ListwiseScorer().Score([new ContextEvidence(Make.Context(1), Make.Evidence() with { Labels = labels })]).ShouldBe([null]);
    }

    private static ContextEvidence Evidence(int rank, double score, double? question) =>
        new(Make.Context(rank, score: score), Make.Evidence(questionLogprob: question) with { QuestionLogprobs = question is null ? null : [question] });

    private static Scores Blend(params (double Retrieval, double Question)[] contexts) =>
        new BlendScorer().ScoreWithFeatures([.. contexts.Select((c, i) => Evidence(i + 1, c.Retrieval, c.Question))]);

    // For each context its windows: which one, and the log probability of its label in both orders.
    private static IReadOnlyList<double?> Listwise(params (int Window, double There, double Back)[][] contexts) =>
        new ListwiseScorer().Score([.. contexts.Select((c, i) => new ContextEvidence(Make.Context(i + 1), Make.Evidence() with
        {
            Labels = [.. c.SelectMany(w => new[] { new LabelReading(w.Window, false, w.There), new LabelReading(w.Window, true, w.Back) })],
        }))]);
}

using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Selection;

public sealed class RelevanceTests
{
    [Fact]
    public void Without_a_further_call_it_is_the_largest_question_likelihood_less_the_mean() =>
        Of("question-likelihood", -1, -4, -4).ShouldBe(new Relevance(2, Relevance.ByQuestionLikelihood));

    [Fact]
    public void Where_the_question_alone_was_rated_it_is_the_largest_gain() =>
        Of("question-gain", -1, -4).ShouldBe(new Relevance(4, Relevance.ByQuestionGain));

    [Fact]
    public void One_context_alone_stands_out_from_nothing() => Of("question-likelihood", -1).ShouldBeNull();

    [Fact]
    public void Equal_contexts_have_none() => Of("blend", -2, -2, -2)!.Value.ShouldBe(0);

    [Fact]
    public void Without_rated_questions_there_is_none() => Of("question-likelihood", null, null, null).ShouldBeNull();

    [Fact]
    public void A_scorer_that_does_not_rate_the_question_says_nothing_of_it_whatever_the_evidence_holds() =>
        Of("mean-logprob", -1, -4, -4).ShouldBeNull();

    [Fact]
    public void Copies_and_failures_count_neither_way() =>
        Judge.Decide([Rated(1, -1), Rated(2, -4), Rated(3, -9) with { MergedInto = "c1" }, new PendingContext(Make.Context(4)) { UnscoredReason = "draft_throttled" }],
            Catalog.Default.Scorer("question-likelihood"), new TopK(1)).Relevance!.Value.ShouldBe(1.5);

    private static Relevance? Of(string scorer, params double?[] questionLogprobs) =>
        Judge.Decide([.. questionLogprobs.Select((q, i) => Rated(i + 1, q))], Catalog.Default.Scorer(scorer), new TopK(1)).Relevance;

    private static PendingContext Rated(int rank, double? questionLogprob) =>
        new(Make.Context(rank)) { Evidence = Make.Evidence(questionLogprob: questionLogprob) with { QuestionPriorLogprobs = [-5.0] } };
}

using RagPruner.Accounting;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Tests.Support;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Evaluation;

public sealed class DetailTests
{
    private static readonly EvaluationPlan s_plan = EvaluationPlan.Of(
        [NamedScorer.Parse("retrieval", Catalog.Default), NamedScorer.Parse("mean-logprob", Catalog.Default)], [("top-k:1", new TopK(1))],
        EvidenceKinds.OneCall, new Prices(ModelPrice.Free, ModelPrice.Free), hasAnswers: true) with
    { Details = true };

    [Fact]
    public void The_first_cause_is_the_stage_at_which_the_answer_was_lost()
    {
        Cause(Make.Question(("b", 0.9, -0.1, "ten")) with { Question = Asked("elsewhere") }).ShouldBe(LossCause.NotRetrieved);
        Cause(Make.Question(("a", 0.9, -0.1, "nine"), ("b", 0.5, -0.2, Abstention.Phrase))).ShouldBe(LossCause.AbstainedWrongly);
        Cause(Make.Question(("a", 0.9, -0.1, "ten"), ("b", 0.5, -0.5, "nine"))).ShouldBe(LossCause.RankedBelow);
        Cause(Make.Question(("b", 0.9, -0.1, "ten"))).ShouldBe(LossCause.AnswerWrong);
        Cause(Make.Question(("b", 0.9, -0.1, "ten")) with { Question = new EvalQuestion("q", "When?", [], []) }).ShouldBe(LossCause.AnsweredWithoutSource);
    }

    [Fact]
    public void A_needed_context_without_evidence_failed_and_was_not_ranked_low()
    {
        var recorded = Make.Question(("a", 0.9, -0.1, "ten"), ("b", 0.5, -0.5, "nine"));
        var failed = recorded with { Contexts = [recorded.Contexts[0], recorded.Contexts[1] with { Evidence = null, UnscoredReason = "draft_timeout" }] };
        Cause(failed).ShouldBe(LossCause.Unscored);
    }

    [Fact]
    public void A_needed_context_that_was_merged_into_another_is_a_merge_gone_wrong()
    {
        var recorded = Make.Question(("a", 0.9, -0.1, "ten"), ("b", 0.5, -0.5, "nine"));
        Cause(recorded with { Contexts = [recorded.Contexts[0], recorded.Contexts[1] with { MergedInto = "a", Evidence = null }] }).ShouldBe(LossCause.MergedWrongly);
    }

    [Fact]
    public void A_question_that_came_out_right_has_no_cause()
    {
        var detail = Detail(Make.Question(("b", 0.9, -0.1, "nine")), "At nine.");
        (detail.IsRight, detail.Cause, detail.Result).ShouldBe((true, null, "right"));
    }

    [Fact]
    public void A_detail_has_no_texts_unless_they_are_asked_for()
    {
        var recorded = Make.Question(("b", 0.9, -0.1, "nine"));
        Detail(recorded, "At nine.").ShouldSatisfyAllConditions(
            d => d.Question.ShouldBeNull(), d => d.Answer.ShouldBeNull(), d => d.AcceptedAnswers.ShouldBeNull(),
            d => d.Contexts.ShouldAllBe(c => c.Text == null && c.Draft == null));
        Detail(recorded, "At nine.", s_plan with { Texts = true }).ShouldSatisfyAllConditions(
            d => d.Question.ShouldBe("When?"), d => d.Answer.ShouldBe("At nine."), d => d.AcceptedAnswers.ShouldBe(["nine"]),
            d => d.Contexts[0].Draft.ShouldBe("nine"));
    }

    [Fact]
    public void Against_the_retrieval_order_a_question_is_won_or_lost()
    {
        // Retrieval keeps a, the draft's own probability keeps b.
        var recorded = Make.Question(("a", 0.9, -0.5, "ten"), ("b", 0.5, -0.1, "nine")) with
        {
            Answers = [new(["a"], "At ten.", 1, 1, 1), new(["b"], "At nine.", 1, 1, 1)],
        };
        var won = QuestionOutcome.Of(recorded, s_plan).Detail!;
        (won.Result, won.Contexts[0].RetrievalKeeps, won.Contexts[1].RetrievalKeeps).ShouldBe(("won", true, false));
        won.Contexts[0].BelowLastKept!.Value.ShouldBe(0.4, 1e-9);
        var lost = QuestionOutcome.Of(recorded with { Answers = [new(["a"], "At nine.", 1, 1, 1), new(["b"], "At ten.", 1, 1, 1)] }, s_plan).Detail!;
        lost.Result.ShouldBe("lost");
    }

    [Fact]
    public void The_policy_that_is_looked_at_is_the_default_one_or_the_one_that_is_named()
    {
        s_plan.Policies[s_plan.Focus].Name.ShouldBe("mean-logprob, top-k:1");
        s_plan.FocusedOn("everything").Focus.ShouldBe(2);
        Should.Throw<PrunerInvalidInput>(() => s_plan.FocusedOn("blend")).Message
            .ShouldBe("--policy is not one of those that are compared: retrieval, top-k:1; mean-logprob, top-k:1; everything.");
    }

    [Fact]
    public void Every_cause_has_its_words() =>
        LossCause.Words.Keys.ShouldBe(
            typeof(LossCause).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!), ignoreOrder: true);

    private static string? Cause(RecordedQuestion recorded) => Detail(recorded, "At ten.").Cause;

    private static QuestionDetail Detail(RecordedQuestion recorded, string answer, EvaluationPlan? plan = null)
    {
        string[][] sets = [.. recorded.Contexts.Select(c => new[] { c.Context.Id }), [.. recorded.Contexts.Select(c => c.Context.Id)]];
        return QuestionOutcome.Of(recorded with { Answers = [.. sets.Select(s => new RecordedAnswer(s, answer, 1, 1, 1))] }, plan ?? s_plan).Detail!;
    }

    private static EvalQuestion Asked(string relevant) => new("q", "When?", ["nine"], [relevant]);
}

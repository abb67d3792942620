using RagPruner.Accounting;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Tests.Support;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly EvaluationPlan s_plan = EvaluationPlan.Of(
        [NamedScorer.Parse("retrieval", Catalog.Default), NamedScorer.Parse("mean-logprob", Catalog.Default)], [("top-k:1", new TopK(1))], EvidenceKinds.OneCall, new Prices(new ModelPrice(1, 1), new ModelPrice(3, 15)), hasAnswers: true);

    [Fact]
    public void A_scorer_ranks_by_its_score_and_a_policy_sees_the_abstention()
    {
        // The surest draft says that the answer is not there.
        var outcome = QuestionOutcome.Of(Make.Question(("a", 0.9, -0.01, Abstention.Phrase), ("b", 0.5, -0.5, "nine")), s_plan);
        var (retrieval, mean) = (outcome.Scorers[0], outcome.Scorers[1]);
        (retrieval.IsKeptAt(1), mean.IsKeptAt(1), mean.Auroc).ShouldBe((false, false, 0));
        outcome.Policies[1].ShouldSatisfyAllConditions(p => p.IsKept.ShouldBeTrue(), p => p.Contexts.ShouldBe(1));
    }

    [Fact]
    public void What_a_policy_costs_is_its_own_drafts_and_its_own_answer()
    {
        var recorded = Make.Question(("a", 0.9, -0.3, "ten"), ("b", 0.5, -0.5, "nine")) with
        {
            Answers = [new(["a"], "At ten.", 100, 10, 5), new(["a", "b"], "At nine.", 200, 10, 7)],
            RetrieveMilliseconds = 1,
            DraftMilliseconds = 20,
        };
        var outcome = QuestionOutcome.Of(recorded, s_plan);
        var (retrieval, mean, everything) = (outcome.Policies[0], outcome.Policies[1], outcome.Policies[2]);
        (retrieval.Drafting.Calls, mean.Drafting.Calls, everything.Drafting.Calls).ShouldBe((0, 2, 0));
        (retrieval.Milliseconds, mean.Milliseconds, everything.Milliseconds).ShouldBe((6, 26, 8));
        retrieval.Usd.ShouldBe((100 * 3 + 10 * 15) / 1e6, 1e-12);
        mean.Usd.ShouldBe(retrieval.Usd + (2 * 50 + 2 * 4) / 1e6, 1e-12);
        (retrieval.Answer!.Contains, everything.Answer!.Contains).ShouldBe((false, true));
    }

    [Fact]
    public void An_answer_is_not_judged_where_only_the_context_is_known()
    {
        var recorded = Make.Question(("b", 0.9, -0.3, "nine")) with { Question = new EvalQuestion("q", "When?", [], ["b"]), Answers = [new(["b"], "Not in the sources.", 1, 1, 1)] };
        QuestionOutcome.Of(recorded, s_plan).Policies.ShouldAllBe(p => p.Answer == null && p.IsKept);
    }

    [Fact]
    public void A_rule_that_does_not_fit_a_scorer_is_left_out_and_named()
    {
        var plan = EvaluationPlan.Of([NamedScorer.Parse("blend", Catalog.Default)], [("threshold:0", new Threshold(0))], EvidenceKinds.OneCall, new Prices(ModelPrice.Free, ModelPrice.Free), hasAnswers: false);
        plan.LeftOut.ShouldBe(["blend, threshold:0"]);
        plan.Policies.Select(p => p.Name).ShouldBe(["retrieval, threshold:0", "everything"]);
    }

    [Fact]
    public void A_scorer_without_its_evidence_is_refused_by_name() =>
        Should.Throw<PrunerInvalidInput>(() => EvaluationPlan.Of([NamedScorer.Parse("gain", Catalog.Default)], [], EvidenceKinds.OneCall, new Prices(ModelPrice.Free, ModelPrice.Free), false)).Message.ShouldContain("The scorer gain needs evidence that is not there (ClosedBook)");

    [Fact]
    public async Task A_question_that_fails_is_counted_and_in_no_figure()
    {
        var done = await RunAsync(5, (q, _) => q.Id == "q3" ? throw new PrunerThrottled("injected") : Task.FromResult(Answered(q)), default);
        done.Report.Failed.ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal) { ["PrunerThrottled"] = 1 });
        (done.Report.Questions, done.Report.IsInterrupted).ShouldBe((4, false));
    }

    [Fact]
    public async Task When_every_question_fails_the_first_failure_is_told() =>
        await Should.ThrowAsync<PrunerThrottled>(() => RunAsync(3, (_, _) => throw new PrunerThrottled("injected"), default));

    [Fact]
    public async Task A_wrong_set_up_ends_it_at_once() =>
        await Should.ThrowAsync<PrunerMisconfigured>(() => RunAsync(3, (q, _) => q.Id == "q1" ? Task.FromResult(Answered(q)) : throw new PrunerMisconfigured("injected"), default));

    [Fact]
    public async Task An_interruption_reports_what_was_done()
    {
        using var interrupt = new CancellationTokenSource();
        var done = await RunAsync(
            5,
            async (q, ct) =>
            {
                if (q.Id == "q3")
                    await interrupt.CancelAsync();
                ct.ThrowIfCancellationRequested();
                return Answered(q);
            },
            interrupt.Token);
        (done.Report.Questions, done.Report.IsInterrupted).ShouldBe((2, true));
    }

    private static Task<EvaluationResult> RunAsync(int questions, Func<EvalQuestion, CancellationToken, Task<RecordedQuestion>> collect, CancellationToken cancellationToken) =>
        new Evaluator(s_plan, 0.02).RunAsync([.. Enumerable.Range(1, questions).Select(i => new EvalQuestion($"q{i}", "When?", ["nine"], ["b"]))], collect, parallel: 1, null, cancellationToken);

    private static RecordedQuestion Answered(EvalQuestion question) => Make.Question(("a", 0.9, -0.3, "ten"), ("b", 0.5, -0.5, "nine")) with { Question = question };
}

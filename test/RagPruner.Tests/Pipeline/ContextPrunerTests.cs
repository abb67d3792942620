using System.Text.Json;
using RagPruner.Accounting;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

public sealed class ContextPrunerTests
{
    private readonly VirtualTime _time = new();

    private static PruneRequest Request => new("When does it leave?") { Scorer = Catalog.Default.Scorer("mean-logprob") };

    [Fact]
    public async Task Keeps_the_contexts_with_the_best_mean_log_probability()
    {
        var drafter = new FakeDrafter(r => Make.Evidence(-r.Context.Rank % 4));
        var result = await PruneAsync(drafter, Contexts(8));
        result.Kept.Select(c => c.Rank).ShouldBe([1, 4, 8]);
        drafter.Requests.Count.ShouldBe(8);
    }

    [Fact]
    public async Task Gives_the_same_bytes_whatever_order_drafts_finish_in()
    {
        async Task<string> BytesAsync(int seed)
        {
            var time = new VirtualTime();
            var drafter = new FakeDrafter(async (r, ct) =>
            {
                await time.WaitAsync(TimeSpan.FromMilliseconds(new Random(seed + r.Context.Rank).Next(1, 2000)), ct);
                return DraftReply.With(Make.Evidence(-r.Context.Rank % 3));
            });
            var result = await time.RunAsync(() => new ContextPruner(new FakeRetriever(Contexts(10)), drafter, time: time).PruneAsync(Request));
            return JsonSerializer.Serialize(Bodies.Of(result with { Ledger = result.Ledger with { Times = new StageTimes(null, null, null, default) } }, "id"), ContractJson.Readable.AnswerBody);
        }

        var first = await BytesAsync(0);
        for (var seed = 1; seed < 50; seed++)
            (await BytesAsync(seed * 1000)).ShouldBe(first);
    }

    [Fact]
    public async Task Drafts_at_most_a_few_contexts_at_once()
    {
        var drafter = new FakeDrafter(async (_, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(100), ct);
            return DraftReply.With(Make.Evidence());
        });
        await PruneAsync(drafter, Contexts(10), new PrunerOptions { MaxConcurrentDrafts = 3 });
        drafter.MostRunning.ShouldBe(3);
    }

    [Fact]
    public async Task Goes_on_without_the_drafts_that_are_late_and_leaves_nothing_running()
    {
        var drafter = new FakeDrafter(async (r, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(r.Context.Rank == 2 ? 60_000 : 100), ct);
            return DraftReply.With(Make.Evidence());
        });
        var result = await PruneAsync(drafter, Contexts(6));
        result.Status.ShouldBe(RequestStatus.Partial);
        result.Judgement.Contexts[^1].ShouldSatisfyAllConditions(
            c => c.Context.Rank.ShouldBe(2), c => c.Disposition.ShouldBe(Disposition.Unscored), c => c.Reason.ShouldBe("draft_deadline"));
        _time.Now.ShouldBe(TimeSpan.FromSeconds(12));
        drafter.Running.ShouldBe(0);
    }

    [Fact]
    public async Task Fails_with_the_deadline_when_too_few_drafts_are_in_time()
    {
        var drafter = new FakeDrafter(async (_, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(60_000), ct);
            return DraftReply.With(Make.Evidence());
        });
        await Should.ThrowAsync<PrunerDeadlineExceeded>(() => PruneAsync(drafter, Contexts(6)));
        drafter.Running.ShouldBe(0);
    }

    [Fact]
    public async Task Fails_with_the_deadline_when_retrieval_does_not_return()
    {
        var retriever = new FakeRetriever(Contexts(3)) { Before = (_, ct) => _time.WaitAsync(TimeSpan.FromMilliseconds(60_000), ct) };
        var pruner = new ContextPruner(retriever, new FakeDrafter(_ => Make.Evidence()), time: _time);
        (await Should.ThrowAsync<PrunerDeadlineExceeded>(() => _time.RunAsync(() => pruner.PruneAsync(Request)))).Message.ShouldBe("The deadline of 20000 ms is spent.");
        _time.Now.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_caller_that_cancels_gets_its_cancellation_and_nothing_runs_on()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(150), _time);
        var drafter = new FakeDrafter(async (_, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(1000), ct);
            return DraftReply.With(Make.Evidence());
        });
        var pruner = new ContextPruner(new FakeRetriever(Contexts(6)), drafter, time: _time);
        await Should.ThrowAsync<OperationCanceledException>(() => _time.RunAsync(() => pruner.PruneAsync(Request, cancellationToken: cancellation.Token)));
        drafter.Running.ShouldBe(0);
    }

    [Fact]
    public async Task Repeats_a_throttled_draft_after_what_the_service_asked_for()
    {
        var attempts = 0;
        var drafter = new FakeDrafter((r, _) => r.Context.Rank == 1 && attempts++ == 0
            ? throw PrunerException.Of(ErrorKind.Throttled, "busy", TimeSpan.FromSeconds(3))
            : Task.FromResult(DraftReply.With(Make.Evidence())));
        var result = await PruneAsync(drafter, Contexts(4));
        (result.Status, result.Ledger.Calls, result.Ledger.Retries).ShouldBe((RequestStatus.Complete, 6, 1));
        _time.Now.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Never_makes_more_calls_than_a_fifth_over_the_plan()
    {
        var drafter = new FakeDrafter((r, _) => r.Context.Rank <= 5 ? throw new PrunerUpstreamFailed("down") : Task.FromResult(DraftReply.With(Make.Evidence())));
        var result = await PruneAsync(drafter, Contexts(10));
        result.Ledger.Calls.ShouldBe(14); // 1 + 10 planned; a fifth more, rounded up.
        result.Judgement.Contexts.Count(c => c.Reason == "draft_upstream_failed").ShouldBe(5);
    }

    [Fact]
    public async Task A_wrong_deployment_ends_the_request_and_the_other_drafts()
    {
        var drafter = new FakeDrafter(async (r, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(r.Context.Rank * 10), ct);
            return r.Context.Rank == 2 ? throw new PrunerMisconfigured("no such model") : DraftReply.With(Make.Evidence());
        });
        await Should.ThrowAsync<PrunerMisconfigured>(() => PruneAsync(drafter, Contexts(10)));
        drafter.Running.ShouldBe(0);
        drafter.Requests.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task A_cold_model_costs_one_draft_and_its_retries_instead_of_one_for_every_context()
    {
        var drafter = new FakeDrafter((_, _) => throw new PrunerModelNotReady("loading")) { MayBeCold = true };
        await Should.ThrowAsync<PrunerModelNotReady>(() => PruneAsync(drafter, Contexts(10)));
        drafter.Requests.Select(r => r.Context.Id).Distinct().ShouldBe(["c1"]);
    }

    [Fact]
    public async Task An_empty_draft_is_unscored_and_not_low()
    {
        var drafter = new FakeDrafter(r => Make.Evidence(draft: r.Context.Rank == 1 ? " " : "nine"));
        (await PruneAsync(drafter, Contexts(4))).Judgement.Contexts.Single(c => c.Context.Rank == 1).Reason.ShouldBe(Reasons.DraftEmpty);
    }

    [Fact]
    public async Task Duplicates_are_drafted_once()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence());
        var result = await PruneAsync(drafter, [Make.Context(1, "It leaves at nine."), Make.Context(2, "it leaves at nine"), Make.Context(3), Make.Context(4)]);
        drafter.Requests.Count.ShouldBe(3);
        result.Judgement.Contexts[^1].ShouldSatisfyAllConditions(c => c.Disposition.ShouldBe(Disposition.Merged), c => c.MergedInto.ShouldBe("c1"));
    }

    [Fact]
    public async Task Content_without_text_is_listed_and_not_drafted()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence());
        var result = await PruneAsync(drafter, [Make.Context(1, ""), Make.Context(2)]);
        result.Judgement.Contexts[^1].Reason.ShouldBe(Reasons.NoText);
        drafter.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task All_abstained_is_no_context_and_not_an_error()
    {
        var result = await PruneAsync(new FakeDrafter(_ => Make.Evidence(draft: "not in the context")), Contexts(5));
        (result.Status, result.Kept.Count).ShouldBe((RequestStatus.NoContext, 0));
    }

    [Fact]
    public async Task Nothing_retrieved_is_no_context() =>
        (await PruneAsync(new FakeDrafter(_ => Make.Evidence()), [])).Status.ShouldBe(RequestStatus.NoContext);

    [Fact]
    public async Task The_retrieval_scorer_pays_for_no_draft()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence());
        var pruner = new ContextPruner(new FakeRetriever(Contexts(5)), drafter, time: _time);
        var result = await pruner.PruneAsync(Request with { Scorer = Catalog.Default.Scorer("retrieval") });
        (drafter.Requests.Count, result.Ledger.Calls, result.Kept.Count).ShouldBe((0, 1, 3));
    }

    [Fact]
    public async Task The_question_likelihood_alone_drafts_a_single_token()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence(draft: ""));
        var pruner = new ContextPruner(new FakeRetriever(Contexts(5)), drafter, time: _time);
        (await pruner.PruneAsync(Request with { Scorer = Catalog.Default.Scorer("question-likelihood") })).Kept.Count.ShouldBe(3);
        drafter.Requests.ShouldAllBe(r => r.MaxTokens == 1);
    }

    [Fact]
    public async Task Sufficiency_asks_once_for_each_context_and_drafts_nothing()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence(draft: "not in the context")) { Offers = EvidenceKinds.All };
        var pruner = new ContextPruner(new FakeRetriever(Contexts(5)), drafter, time: _time);
        var result = await pruner.PruneAsync(Request with { Scorer = Catalog.Default.Scorer("sufficiency") });
        (result.Ledger.Calls, result.Ledger.Drafting.Calls, result.Ledger.Drafting.InputTokens).ShouldBe((6, 5, 150));
        drafter.Further.ShouldBe(Enumerable.Repeat(EvidenceKinds.Sufficiency, 5));
        result.Kept.Select(c => c.Rank).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Gain_takes_a_draft_and_a_further_call_for_each_context()
    {
        var drafter = new FakeDrafter(r => Make.Evidence(-0.1 * (6 - r.Context.Rank))) { Offers = EvidenceKinds.All };
        var pruner = new ContextPruner(new FakeRetriever(Contexts(5)), drafter, time: _time);
        var result = await pruner.PruneAsync(Request with { Scorer = Catalog.Default.Scorer("gain") });
        (result.Ledger.Calls, drafter.Further.Count).ShouldBe((11, 5));
        result.Kept.Select(c => c.Rank).ShouldBe([3, 4, 5]);
    }

    [Fact]
    public async Task A_scorer_that_the_model_has_no_evidence_for_is_refused_before_anything_is_paid_for()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence());
        var pruner = new ContextPruner(new FakeRetriever(Contexts(5)), drafter, time: _time);
        (await Should.ThrowAsync<PrunerInvalidInput>(() => pruner.PruneAsync(Request with { Scorer = Catalog.Default.Scorer("gain") }))).Message.ShouldContain("ClosedBook");
        drafter.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_single_token_that_nobody_asked_for_as_a_draft_is_no_abstention()
    {
        var pruner = new ContextPruner(new FakeRetriever(Contexts(5)), new FakeDrafter(_ => Make.Evidence(draft: "unknown")), time: _time);
        (await pruner.PruneAsync(Request with { Scorer = Catalog.Default.Scorer("question-likelihood") })).Kept.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_context_over_the_prompt_budget_is_unscored_and_not_paid_for()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence());
        var result = await PruneAsync(drafter, [Make.Context(1, string.Join(' ', Enumerable.Range(0, 5000))), Make.Context(2)]);
        (result.Judgement.Contexts[^1].Reason, drafter.Requests.Count).ShouldBe((Reasons.TooLong, 1));
    }

    [Fact]
    public async Task A_retriever_that_breaks_its_promise_is_found_out() =>
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => PruneAsync(new FakeDrafter(_ => Make.Evidence()), [Make.Context(1), Make.Context(1)]));

    [Fact]
    public async Task A_retrieval_score_that_is_no_number_is_missing()
    {
        var result = await PruneAsync(new FakeDrafter(_ => Make.Evidence()), [Make.Context(1, score: double.NaN)]);
        result.Judgement.Contexts[0].Context.RetrievalScore.ShouldBeNull();
    }

    [Fact]
    public async Task A_question_that_a_guardrail_blocks_is_blocked_and_costs_no_draft()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence());
        var pruner = new ContextPruner(new FakeRetriever(Contexts(5)) { IsBlocked = true }, drafter, time: _time);
        var answer = await new AnswerPipeline(pruner, new FakeGenerator()).AnswerAsync(Request);
        (answer.Status, answer.Answer.Text, drafter.Requests.Count).ShouldBe((RequestStatus.Blocked, RagPruner.Answering.Answer.Blocked, 0));
    }

    [Fact]
    public async Task Savings_may_be_negative_and_say_so()
    {
        var options = new PrunerOptions { DraftPrice = new ModelPrice(0, 0, UsdPerCall: 0.01), FinalPrice = new ModelPrice(3, 15) };
        var ledger = (await PruneAsync(new FakeDrafter(_ => Make.Evidence()), Contexts(5), options)).Ledger;
        ledger.CostUsd.ShouldBe(0.05, 1e-12);
        ledger.SavedUsd.ShouldBe(ledger.PrunedTokens * 3 / 1e6 - 0.05, 1e-12);
    }

    [Theory]
    [InlineData("", 10, "question is empty.")]
    [InlineData("q", 0, "contexts must be from 1 to 25.")]
    [InlineData("q", 26, "contexts must be from 1 to 25.")]
    public async Task A_request_beyond_the_limits_is_refused_before_any_call(string question, int contexts, string message)
    {
        var pruner = new ContextPruner(new FakeRetriever { Before = (_, _) => throw new InvalidOperationException("called") }, new FakeDrafter(_ => Make.Evidence()));
        (await Should.ThrowAsync<PrunerInvalidInput>(() => pruner.PruneAsync(new PruneRequest(question) { Contexts = contexts }))).Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_question_over_the_limit_is_refused() =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new ContextPruner(new FakeRetriever(), new FakeDrafter(_ => Make.Evidence())).PruneAsync(new PruneRequest(new string('q', 1001)))))
            .Message.ShouldBe("question is longer than 1000 characters.");

    private Task<PruneResult> PruneAsync(FakeDrafter drafter, IReadOnlyList<Context> contexts, PrunerOptions? options = null) =>
        _time.RunAsync(() => new ContextPruner(new FakeRetriever(contexts), drafter, options, _time, random: () => 0.5).PruneAsync(Request));

    private static IReadOnlyList<Context> Contexts(int count) => [.. Enumerable.Range(1, count).Select(i => Make.Context(i))];
}

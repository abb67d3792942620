using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

/// <summary>What a final model's text makes of a request.</summary>
public sealed class AnswerOutcomeTests
{
    private readonly VirtualTime _time = new();

    private static PruneRequest Request => new("When?") { Scorer = Catalog.Default.Scorer("mean-logprob") };

    [Theory]
    [InlineData("Not in the sources.", "Not in the sources.")]
    [InlineData("not in the context", "Not in the sources.")]
    [InlineData("The contexts do not say when the ferry leaves on Sundays.", "The contexts do not say when the ferry leaves on Sundays.")]
    [InlineData("[see](https://evil.example)", "see")]
    public async Task An_answer_that_is_none_is_a_fallback_in_honest_words(string generated, string text)
    {
        var result = await AnswerAsync(new FakeGenerator(generated), Request);
        result.Answer.Text.ShouldBe(text);
        var isNone = text != "see";
        (result.Status, result.Decision.NextStep).ShouldBe(isNone ? (RequestStatus.NoContext, NextStep.Fallback) : (RequestStatus.Complete, NextStep.Answer));
    }

    [Fact]
    public async Task An_empty_answer_is_a_failure_and_tried_once_more()
    {
        var generator = new FakeGenerator(" ");
        (await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => AnswerAsync(generator, Request))).Spent!.Final.Calls.ShouldBe(2);
        generator.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_that_its_limit_ended_says_so() =>
        (await AnswerAsync(new FakeGenerator((_, _) => Task.FromResult(new GeneratedText("At nine and [1]") { IsTruncated = true })), Request)).Answer.Flags.ShouldBe(["truncated"]);

    [Fact]
    public async Task A_confident_abstention_comes_behind_every_answer()
    {
        var generator = new FakeGenerator((r, _) => Task.FromResult(r.Candidate == 0
            ? new GeneratedText("Not in the sources.") { Tokens = [new("Not in the sources.", -0.01)] }
            : new GeneratedText("At nine. [1]") { Tokens = [new("At nine. [1]", -2)] }));
        var result = await AnswerAsync(generator, Request with { Candidates = 2 });
        (result.Answer.Text, result.Status).ShouldBe(("At nine. [1]", RequestStatus.Complete));
    }

    [Fact]
    public async Task A_candidate_that_is_late_does_not_throw_away_those_that_came()
    {
        var generator = new FakeGenerator(async (r, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromSeconds(r.Candidate == 1 ? 60 : 1), ct);
            return new GeneratedText("At nine. [1]") { Tokens = [new("At nine. [1]", -0.5)] };
        });
        var result = await AnswerAsync(generator, Request with { Candidates = 3 });
        (result.Status, result.Answer.Candidates.Count, _time.Now).ShouldBe((RequestStatus.Partial, 2, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task All_candidates_late_is_the_deadline()
    {
        var generator = new FakeGenerator(async (_, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromSeconds(60), ct);
            return new GeneratedText("never");
        });
        await Should.ThrowAsync<PrunerDeadlineExceeded>(() => AnswerAsync(generator, Request with { Candidates = 2 }));
    }

    [Fact]
    public async Task A_failed_answer_tells_what_its_drafts_had_cost()
    {
        var generator = new FakeGenerator((_, _) => throw new PrunerForbidden("no"));
        var failure = await Should.ThrowAsync<PrunerForbidden>(() => AnswerAsync(generator, Request));
        (failure.Spent!.Drafts, failure.Spent.CostUsd).ShouldBe((5, 0.05));
    }

    [Fact]
    public async Task Savings_are_those_of_every_candidate()
    {
        var one = await AnswerAsync(new FakeGenerator(), Request);
        var three = await AnswerAsync(new FakeGenerator(), Request with { Candidates = 3 });
        (three.Ledger.SavedUsd + 0.05).ShouldBe(3 * (one.Ledger.SavedUsd + 0.05), 1e-12);
    }

    [Fact]
    public async Task Nothing_kept_saves_the_whole_answer()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence(draft: Abstention.Phrase));
        var result = await AnswerAsync(new FakeGenerator(), Request, drafter);
        result.Status.ShouldBe(RequestStatus.NoContext);
        (result.Ledger.SavedUsd + 0.05).ShouldBeGreaterThan(result.Ledger.PrunedTokens * 3 / 1e6 + 5 * 15 / 1e6);
    }

    [Fact]
    public async Task A_guardrail_that_blocks_every_draft_blocks_the_request_and_its_tokens_are_paid_for()
    {
        var drafter = new FakeDrafter((_, _) => Task.FromResult(DraftReply.Without(Reasons.DraftBlocked, 40, 2)));
        var generator = new FakeGenerator();
        var result = await AnswerAsync(generator, Request, drafter);
        (result.Status, result.Answer.Text, generator.Requests.Count).ShouldBe((RequestStatus.Blocked, Answer.Blocked, 0));
        (result.Ledger.Drafts, result.Ledger.Drafting.InputTokens).ShouldBe((5, 200));
    }

    private Task<AnswerResult> AnswerAsync(FakeGenerator generator, PruneRequest request, FakeDrafter? drafter = null)
    {
        var options = new PrunerOptions { DraftPrice = new ModelPrice(0, 0, 0.01), FinalPrice = new ModelPrice(3, 15) };
        var retriever = new FakeRetriever([.. Enumerable.Range(1, 5).Select(i => Make.Context(i))]);
        var pruner = new ContextPruner(retriever, drafter ?? new FakeDrafter(r => Make.Evidence(-r.Context.Rank)), options, _time, () => 0);
        return _time.RunAsync(() => new AnswerPipeline(pruner, generator).AnswerAsync(request));
    }
}

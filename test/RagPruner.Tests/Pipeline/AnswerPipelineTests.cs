using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

public sealed class AnswerPipelineTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task The_basic_recipe_drafts_from_every_context_and_generates_once_from_the_three_best()
    {
        var drafter = new FakeDrafter(r => Make.Evidence(-r.Context.Rank % 4));
        var generator = new FakeGenerator();
        var result = await AnswerAsync(drafter, generator, new PruneRequest("When?") { Scorer = Catalog.Default.Scorer("mean-logprob") });
        drafter.Requests.Count.ShouldBe(8);
        generator.Requests.Single().Contexts.Select(c => c.Rank).ShouldBe([1, 4, 8]);
        (result.Answer.Text, result.Answer.Citations.Single().ContextId).ShouldBe(("An answer. [1]", "c1"));
        result.Ledger.Calls.ShouldBe(10);
    }

    [Fact]
    public async Task Without_kept_contexts_nothing_is_generated_and_the_answer_says_so()
    {
        var generator = new FakeGenerator();
        var result = await AnswerAsync(new FakeDrafter(_ => Make.Evidence(draft: Abstention.Phrase)), generator, new PruneRequest("When?") { Scorer = Catalog.Default.Scorer("mean-logprob") });
        (result.Status, result.Answer.Text, generator.Requests.Count).ShouldBe((RequestStatus.NoContext, Answer.NotInSources, 0));
    }

    [Fact]
    public async Task The_candidate_with_the_best_mean_log_probability_wins_and_the_others_are_listed()
    {
        var generator = new FakeGenerator((r, _) => Task.FromResult(new GeneratedText($"answer {r.Candidate}") { Tokens = [new($"answer {r.Candidate}", r.Candidate == 1 ? -0.1 : -1 - r.Candidate)] }));
        var result = await AnswerAsync(new FakeDrafter(_ => Make.Evidence()), generator, new PruneRequest("When?") { Candidates = 3 });
        result.Answer.Text.ShouldBe("answer 1");
        result.Answer.Candidates.Select(c => c.MeanLogprob).ShouldBe([-0.1, -1, -3]);
    }

    [Fact]
    public async Task A_failed_candidate_makes_the_answer_partial()
    {
        var generator = new FakeGenerator((r, _) => r.Candidate == 0 ? throw new PrunerThrottled("busy") : Task.FromResult(new GeneratedText("nine")));
        var result = await AnswerAsync(new FakeDrafter(_ => Make.Evidence()), generator, new PruneRequest("When?") { Candidates = 2 });
        (result.Status, result.Answer.Text).ShouldBe((RequestStatus.Partial, "nine"));
    }

    [Fact]
    public async Task Several_candidates_need_a_model_with_log_probabilities() =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => AnswerAsync(new FakeDrafter(_ => Make.Evidence()), new FakeGenerator { OffersLogprobs = false }, new PruneRequest("When?") { Candidates = 2 })))
            .Message.ShouldBe("candidates above 1 need a final model with log probabilities.");

    [Fact]
    public async Task A_guardrail_that_intervenes_blocks_the_answer()
    {
        var generator = new FakeGenerator((_, _) => Task.FromResult(new GeneratedText("Sorry.") { IsBlocked = true }));
        (await AnswerAsync(new FakeDrafter(_ => Make.Evidence()), generator, new PruneRequest("When?"))).Status.ShouldBe(RequestStatus.Blocked);
    }

    [Fact]
    public async Task Time_left_by_drafting_is_there_for_the_answer()
    {
        var generator = new FakeGenerator(async (_, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromSeconds(7), ct);
            return new GeneratedText("late");
        });
        var drafter = new FakeDrafter(async (r, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromSeconds(r.Context.Rank == 8 ? 100 : 1), ct);
            return Drafting.Reply;
        });
        var result = await AnswerAsync(drafter, generator, new PruneRequest("When?"));
        (result.Answer.Text, _time.Now).ShouldBe(("late", TimeSpan.FromSeconds(19)));
    }

    private Task<AnswerResult> AnswerAsync(FakeDrafter drafter, FakeGenerator generator, PruneRequest request)
    {
        var contexts = Enumerable.Range(1, 8).Select(i => Make.Context(i)).ToArray();
        var pipeline = new AnswerPipeline(new ContextPruner(new FakeRetriever(contexts), drafter, time: _time), generator);
        return _time.RunAsync(() => pipeline.AnswerAsync(request));
    }

    private static class Drafting
    {
        public static RagPruner.Drafting.DraftReply Reply { get; } = RagPruner.Drafting.DraftReply.With(Make.Evidence());
    }
}

using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Models;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Drafting;

/// <summary>One shared answer, by which contexts are rated; and contexts rated two at a time.</summary>
public sealed class ScentTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task One_call_writes_the_scent_and_one_for_each_context_rates_question_and_scent()
    {
        var model = new Reader("at nine");
        var pruned = await PruneAsync(model, "scent", 4);
        pruned.Judgement.Contexts[0].Context.Rank.ShouldBe(3);
        pruned.Judgement.Contexts[0].Evidence!.QuestionLogprob.ShouldBe(-2);
        (pruned.Ledger.Calls, pruned.Ledger.Drafts, pruned.Ledger.Drafting.Calls).ShouldBe((6, 0, 5));
        model.Requests[0].Prompt.User.Split("<context ").Length.ShouldBe(5);
        model.Requests.Skip(1).ShouldAllBe(r => r.Prompt.Begun == DraftPrompt.Begun + "at nine" && r.MaxTokens == 1);
    }

    [Fact]
    public async Task Where_a_draft_is_wanted_too_it_is_a_call_of_its_own()
    {
        var drafter = new ModelDrafter(new Reader("at nine"));
        var pruner = new ContextPruner(new FakeRetriever([.. Enumerable.Range(1, 3).Select(i => Make.Context(i))]), drafter, null, _time, () => 0);
        var uses = EvidenceKinds.Scent | EvidenceKinds.OneCall;
        var (contexts, ledger) = await _time.RunAsync(() => pruner.CollectAsync(new PruneRequest("When?"), uses, default));
        contexts.ShouldAllBe(c => c.Evidence!.ScentLogprob != null && c.Evidence.Draft == "at nine" && c.Evidence.MeanLogprob != null);
        (ledger.Drafts, ledger.Drafting.Calls).ShouldBe((3, 7));
    }

    [Theory]
    [InlineData("not in the context")]
    [InlineData("Not in the context.\"")]
    public async Task A_scent_that_abstains_is_an_honest_no_context(string scent)
    {
        var pruned = await PruneAsync(new Reader(scent), "scent", 4);
        pruned.Status.ShouldBe(RequestStatus.NoContext);
        pruned.Judgement.Contexts.ShouldAllBe(c => c.Reason == "scent_abstained" && c.Disposition == RagPruner.Contexts.Disposition.Unscored);
        pruned.Judgement.Degraded.ShouldContain("scent_abstained");
        // Nothing was left to rate.
        pruned.Ledger.Drafting.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    public async Task A_scent_of_no_tokens_is_a_failure_and_no_score(string scent) =>
        (await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => PruneAsync(new Reader(scent), "scent", 4))).Message.ShouldContain("scent_empty");

    [Fact]
    public async Task Without_a_scent_the_question_is_still_rated()
    {
        var pruner = new ContextPruner(new FakeRetriever([.. Enumerable.Range(1, 3).Select(i => Make.Context(i))]), new ModelDrafter(new Reader("not in the context")), null, _time, () => 0);
        var (contexts, ledger) = await _time.RunAsync(() => pruner.CollectAsync(new PruneRequest("When?"), EvidenceKinds.Scent | EvidenceKinds.QuestionLogprobs, default));
        contexts.ShouldAllBe(c => c.Evidence!.QuestionLogprob == -2 && c.Evidence.ScentLogprob == null);
        ledger.Drafting.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task One_context_is_its_own_best() => (await PruneAsync(new Reader("at nine"), "scent", 1)).Judgement.Kept.Single().Rank.ShouldBe(1);

    [Fact]
    public async Task A_pair_is_rated_only_where_the_best_is_not_clearly_the_best()
    {
        var model = new Reader("x");
        var pruned = await PruneAsync(model, "pair", 6);
        // All alike alone; with the fourth, the question is likelier.
        pruned.Judgement.Contexts.Take(2).Select(c => (c.Context.Rank, c.Reason)).ShouldBe([(1, "in_top_k"), (4, "with_partner")]);
        (pruned.Ledger.Drafting.Calls, model.Requests.Count(r => r.Prompt.User.Split("<context ").Length == 3)).ShouldBe((10, 4));
        var clear = new Reader("x") { Best = 2 };
        (await PruneAsync(clear, "pair", 6)).Ledger.Drafting.Calls.ShouldBe(6);
    }

    [Fact]
    public async Task A_pair_needs_two_contexts() => (await PruneAsync(new Reader("x"), "pair", 1)).Ledger.Drafting.Calls.ShouldBe(1);

    private Task<PruneResult> PruneAsync(IModel model, string scorer, int contexts) => _time.RunAsync(() =>
        new ContextPruner(new FakeRetriever([.. Enumerable.Range(1, contexts).Select(i => Make.Context(i))]), new ModelDrafter(model), null, _time, () => 0)
            .PruneAsync(new PruneRequest("When?") { Scorer = Catalog.Default.Scorer(scorer), Keep = new TopK(2) }));

    /// <summary>Answers with one text, and finds it likeliest given the third context; two contexts make the question likelier if the fourth is one.</summary>
    private sealed class Reader(string text) : IModel
    {
        public ModelAbilities Abilities { get; } = new() { OutputLogprobs = true, Alternatives = 5, PromptLogprobs = true, BegunTurns = true };

        /// <summary>The context that alone makes the question likely, or 0.</summary>
        public int Best { get; init; }

        public List<CompletionRequest> Requests { get; } = [];

        public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
        {
            lock (Requests)
                Requests.Add(request);
            var user = request.Prompt.User;
            var contexts = user.Split("<context ").Length - 1;
            var question = contexts == 2 && user.Contains("subject 4", StringComparison.Ordinal) ? -1.0 : user.Contains($"subject {Best} ", StringComparison.Ordinal) ? -0.5 : -2;
            var scent = user.Contains("subject 3", StringComparison.Ordinal) ? -0.5 : -1.5;
            return Task.FromResult(new Completion(text)
            {
                Tokens = [new CompletionToken(text, -0.3)],
                PromptTokens = [new("Question:", -9), new(" When?", question), new("<|assistant|>", -3), new("The answer is \"", -1),
                    .. request.Prompt.Begun is { Length: > 15 } begun ? [new PromptToken(begun[DraftPrompt.Begun.Length..], scent)] : Array.Empty<PromptToken>()],
            });
        }
    }
}

using FsCheck.Xunit;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Models;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Drafting;

/// <summary>Contexts compared with each other in one prompt.</summary>
public sealed class ListwiseTests
{
    private readonly VirtualTime _time = new();

    [Property]
    public void Windows_cover_all_contexts_and_each_shares_some_with_the_one_before(byte contexts, byte labels)
    {
        var (n, most) = (contexts % 26, 2 + labels % 19);
        var windows = Listwise.Windows(n, most);
        windows.SelectMany(w => Enumerable.Range(w.Start, w.Count)).Distinct().Order().ShouldBe(Enumerable.Range(0, n));
        windows.ShouldAllBe(w => w.Count <= most);
        windows.Zip(windows.Skip(1)).ShouldAllBe(p => p.Second.Start < p.First.Start + p.First.Count && p.Second.Start > p.First.Start);
        Listwise.MostCalls(n, most).ShouldBe(n == 1 ? 1 : 2 * windows.Count);
    }

    [Fact]
    public async Task Two_calls_rank_all_contexts_and_no_draft_is_made()
    {
        // Whatever place it has, the third is the one.
        var model = new Chooser(prompt => [(LabelOf(prompt, "subject 3"), 0.6), (LabelOf(prompt, "subject 1"), 0.2)]);
        var pruned = await PruneAsync(model, 4);
        pruned.Judgement.Contexts.Select(c => c.Context.Rank).ShouldBe([3, 1, 2, 4]);
        (pruned.Ledger.Drafts, pruned.Ledger.Calls, pruned.Ledger.Drafting.Calls).ShouldBe((0, 3, 2));
        pruned.Ledger.Drafting.InputTokens.ShouldBe(model.Requests.Sum(r => r.Prompt.EstimatedTokens));
    }

    [Fact]
    public async Task A_preference_for_a_place_cancels_out()
    {
        // Always "A", whatever stands there.
        var pruned = await PruneAsync(new Chooser(_ => [("A", 0.9)]), 3);
        var scores = pruned.Judgement.Contexts.ToDictionary(c => c.Context.Rank, c => c.Score!.Value);
        scores[1].ShouldBe(scores[3], 1e-9);
        pruned.Judgement.Contexts[0].Context.Rank.ShouldBe(1);
    }

    [Fact]
    public async Task A_label_that_is_not_listed_is_censored_at_the_lowest_listed_value()
    {
        var pruned = await PruneAsync(new Chooser(prompt => [(LabelOf(prompt, "subject 1"), 0.5), ("The", 0.01)]), 3);
        pruned.Judgement.Contexts.Skip(1).ShouldAllBe(c => Math.Abs(c.Score!.Value - Math.Log(0.01)) < 1e-9);
    }

    [Theory]
    [InlineData(" B")]
    [InlineData("b")]
    [InlineData("(B")]
    [InlineData("**B**")]
    public async Task A_label_counts_however_it_is_written(string label) =>
        (await PruneAsync(new Chooser(prompt => [(label, 0.9), ("x", 0.05)]), 3)).Judgement.Contexts.Count(c => c.Score > -0.2).ShouldBe(1);

    [Theory]
    [InlineData("a")]
    [InlineData("The")]
    [InlineData("Z")]
    [InlineData("")]
    public async Task A_model_that_ignores_the_labels_gives_no_scores_and_no_result(string text)
    {
        var failure = await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => PruneAsync(new Chooser(_ => [(text, 0.9)]), 3));
        failure.Message.ShouldContain("labels_missing");
        failure.Spent!.Drafting.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task One_context_is_asked_about_once()
    {
        var pruned = await PruneAsync(new Chooser(_ => [("A", 0.5)]), 1);
        pruned.Judgement.Contexts.Single().Score!.Value.ShouldBe(Math.Log(0.5), 1e-9);
        pruned.Ledger.Drafting.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Twenty_five_contexts_of_4000_tokens_are_cut_to_a_prompt_that_fits()
    {
        var text = string.Concat(Enumerable.Range(0, 3200).Select(i => $"w{i} ")).TrimEnd();
        Context[] contexts = [.. Enumerable.Range(1, 25).Select(i => Make.Context(i, $"{i} {text}"[..16000]))];
        var model = new Chooser(_ => [("A", 0.5)]);
        await PruneAsync(model, contexts, 25);
        model.Requests.Count.ShouldBe(4);
        model.Requests.ShouldAllBe(r => r.Prompt.EstimatedTokens < 3600);
        model.Requests[0].Prompt.User.ShouldContain("\nT\n");
    }

    [Fact]
    public async Task A_model_that_lists_five_alternatives_compares_five_at_a_time()
    {
        var model = new Chooser(_ => [("A", 0.5)], alternatives: 5);
        var pruned = await PruneAsync(model, 10);
        // [1..5], [4..8], [6..10], each in both orders.
        model.Requests.Count.ShouldBe(6);
        model.Requests.ShouldAllBe(r => r.Alternatives == 5 && !r.Prompt.User.Contains("\nF\n", StringComparison.Ordinal));
        pruned.Judgement.Contexts.ShouldAllBe(c => c.Score != null);
    }

    [Fact]
    public async Task A_call_that_fails_is_repeated_alone()
    {
        var failures = 1;
        var model = new Chooser(_ => Interlocked.Decrement(ref failures) >= 0 ? throw new PrunerThrottled("busy") : [("A", 0.5)]);
        var pruned = await PruneAsync(model, 3);
        (pruned.Ledger.Retries, pruned.Ledger.Drafting.Calls).ShouldBe((1, 2));
    }

    private static string LabelOf(Prompt prompt, string text) =>
        prompt.User[..prompt.User.IndexOf(text, StringComparison.Ordinal)].Split('\n').Last(l => l is [>= 'A' and <= 'T']);

    private Task<PruneResult> PruneAsync(IModel model, int contexts) => PruneAsync(model, [.. Enumerable.Range(1, contexts).Select(i => Make.Context(i))], contexts);

    private Task<PruneResult> PruneAsync(IModel model, Context[] contexts, int count) => _time.RunAsync(() =>
        new ContextPruner(new FakeRetriever(contexts), new ModelDrafter(model), null, _time, () => 0)
            .PruneAsync(new PruneRequest("Which subject?") { Scorer = Catalog.Default.Scorer("listwise"), Contexts = count, Keep = new TopK(1) }));

    /// <summary>Answers with the first token that a function gives, and lists the others.</summary>
    private sealed class Chooser(Func<Prompt, IReadOnlyList<(string Text, double Probability)>> choose, int alternatives = 20) : IModel
    {
        public ModelAbilities Abilities { get; } = new() { OutputLogprobs = true, Alternatives = alternatives };

        public List<CompletionRequest> Requests { get; } = [];

        public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
        {
            lock (Requests)
                Requests.Add(request);
            CompletionToken[] tokens = [.. choose(request.Prompt).Select(t => new CompletionToken(t.Text, Math.Log(t.Probability)))];
            return Task.FromResult(new Completion(tokens[0].Text) { Tokens = [tokens[0] with { Top = tokens }] });
        }
    }
}

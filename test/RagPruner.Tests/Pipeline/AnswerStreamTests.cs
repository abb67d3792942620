using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

public sealed class AnswerStreamTests
{
    private static readonly PruneRequest s_question = new("When?") { Scorer = RagPruner.Selection.Catalog.Default.Scorer("mean-logprob") };

    [Fact]
    public async Task Tells_of_contexts_then_drafts_then_verdicts_then_the_answer_as_it_comes_then_the_result()
    {
        var generator = new FakeGenerator("It leaves at nine. [1]") { Pieces = ["It", " leaves", " at", " nine", ". [1]"] };
        var told = await Pipeline(generator).StreamAsync(s_question).ToListAsync();
        told.ConvertAll(Kind).Where(k => k != "stage").Select(k => k).ShouldBe(
            ["retrieved", "drafted", "drafted", "drafted", "pruned", "delta", "delta", "delta", "delta", "result"]);
        told.Where(p => p.AnswerDelta is not null).Select(p => p.AnswerDelta).ShouldBe(["It", " leaves", " at", " nine. [1]"]);
        var result = told[^1].Result!;
        (result.Answer.Text, told.Single(p => p.Pruned is not null).Pruned!.Judgement).ShouldBe(("It leaves at nine. [1]", result.Judgement));
        told.Where(p => p.Drafted is not null).ShouldAllBe(p => p.Evidence!.MeanLogprob == -p.Drafted!.Rank);
    }

    [Fact]
    public async Task What_pruning_took_is_told_with_the_verdicts_and_the_answer_comes_on_top()
    {
        var told = await Pipeline(new FakeGenerator()).StreamAsync(s_question).ToListAsync();
        (told.Single(p => p.Pruned is not null).Pruned!.Ledger.Calls, told[^1].Result!.Ledger.Calls).ShouldBe((4, 5));
    }

    [Fact]
    public async Task Of_several_candidates_only_the_one_that_is_taken_is_shown()
    {
        var generator = new FakeGenerator((r, _) => Task.FromResult(new GeneratedText($"answer {r.Candidate}") { Tokens = [new($"answer {r.Candidate}", -r.Candidate)] })) { Pieces = ["answer", " which", " one"] };
        var told = await Pipeline(generator).StreamAsync(s_question with { Candidates = 3 }).ToListAsync();
        told.Where(p => p.AnswerDelta is not null).Select(p => p.AnswerDelta).ShouldBe(["answer 0"]);
    }

    [Fact]
    public async Task Without_a_kept_context_the_answer_that_says_so_is_shown_too()
    {
        var told = await Pipeline(new FakeGenerator(), draft: Abstention.Phrase).StreamAsync(s_question).ToListAsync();
        told.Single(p => p.AnswerDelta is not null).AnswerDelta.ShouldBe(Answer.NotInSources);
    }

    [Fact]
    public async Task A_failure_is_thrown_after_what_was_told_before_it()
    {
        var generator = new FakeGenerator((_, _) => throw new PrunerMisconfigured("No such model."));
        var told = new List<PipelineProgress>();
        var failure = await Should.ThrowAsync<PrunerMisconfigured>(async () =>
        {
            await foreach (var progress in Pipeline(generator).StreamAsync(s_question))
                told.Add(progress);
        });
        (failure.Message, failure.Spent!.Drafts, told.Exists(p => p.Pruned is not null)).ShouldBe(("No such model.", 3, true));
    }

    [Fact]
    public async Task Who_stops_reading_ends_the_call_that_is_under_way()
    {
        var ended = new TaskCompletionSource();
        var generator = new FakeGenerator(async (_, ct) =>
        {
            await using var registration = ct.Register(ended.SetResult);
            await Task.Delay(Timeout.Infinite, ct);
            return new GeneratedText("never");
        });
        await foreach (var progress in Pipeline(generator).StreamAsync(s_question))
        {
            if (progress.Stage == Stage.Generate)
                break;
        }
        ended.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_cancels_gets_a_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Pipeline(new FakeGenerator()).StreamAsync(s_question, cancellation.Token))
                await cancellation.CancelAsync();
        });
    }

    [Fact]
    public async Task A_repeated_generation_goes_on_with_what_was_shown()
    {
        var calls = 0;
        var generator = new FakeGenerator((_, _) => Interlocked.Increment(ref calls) == 1
            ? throw new PrunerUpstreamFailed("cut off") : Task.FromResult(new GeneratedText("It leaves at nine [1]")))
        { Pieces = ["It leaves ", "at nine "] };
        var time = new VirtualTime();
        var told = new Told();
        await time.RunAsync(() => Pipeline(generator, time: time).AnswerAsync(s_question, told));
        string.Concat(told.Select(p => p.AnswerDelta)).ShouldBe("It leaves at nine [1]");
    }

    private static AnswerPipeline Pipeline(FakeGenerator generator, string draft = "at nine", TimeProvider? time = null)
    {
        var contexts = Enumerable.Range(1, 3).Select(i => Make.Context(i)).ToArray();
        var drafter = new FakeDrafter(r => Make.Evidence(-r.Context.Rank, draft: draft));
        return new AnswerPipeline(new ContextPruner(new FakeRetriever(contexts), drafter, time: time), generator);
    }

    private static string Kind(PipelineProgress progress) =>
        progress.Retrieved is not null ? "retrieved" : progress.Drafted is not null ? "drafted" : progress.Pruned is not null ? "pruned"
        : progress.AnswerDelta is not null ? "delta" : progress.Result is not null ? "result" : "stage";

    private sealed class Told : List<PipelineProgress>, IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value)
        {
            lock (this)
                Add(value);
        }
    }
}

using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

/// <summary>A second attempt beside a draft that is slower than the others. Retrieving takes 40 ms, a draft 300 and an answer 900.</summary>
public sealed class HedgingTests
{
    private static readonly TimeSpan s_forever = TimeSpan.FromHours(1);
    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(4)]
    [InlineData(25)]
    public async Task One_draft_of_25_that_never_answers_costs_an_answer_no_more_than_a_third(int atOnce)
    {
        var clean = await AnswerAsync(new PrunerOptions { MaxConcurrentDrafts = atOnce }, (_, _) => false);
        var hung = await AnswerAsync(new PrunerOptions { MaxConcurrentDrafts = atOnce }, (rank, attempt) => rank == 7 && attempt == 1);
        (hung.Took / clean.Took).ShouldBeLessThanOrEqualTo(1.3);
        hung.Result.Status.ShouldBe(RequestStatus.Complete);
        (hung.Result.Ledger.Calls, hung.Result.Ledger.Retries, hung.Drafter.Running).ShouldBe((28, 1, 0));
    }

    [Fact]
    public async Task Without_hedging_it_costs_the_drafts_share_of_the_deadline()
    {
        var hung = await AnswerAsync(new PrunerOptions { HedgeDrafts = false, MaxConcurrentDrafts = 25 }, (rank, attempt) => rank == 7 && attempt == 1);
        hung.Took.ShouldBe(TimeSpan.FromSeconds(12.9));
        hung.Result.Status.ShouldBe(RequestStatus.Partial);
        hung.Drafter.Running.ShouldBe(0);
    }

    [Fact]
    public async Task The_final_model_is_never_asked_twice_at_once()
    {
        var generator = new FakeGenerator(async (_, ct) =>
        {
            await _time.WaitAsync(s_forever, ct);
            return new GeneratedText("too late");
        });
        var pipeline = new AnswerPipeline(Pruner(new PrunerOptions(), Drafter((_, _) => false)), generator);
        await Should.ThrowAsync<PrunerDeadlineExceeded>(() => _time.RunAsync(() => pipeline.AnswerAsync(Question())));
        generator.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task No_more_than_a_twentieth_of_the_drafts_is_made_twice()
    {
        var isSlow = false;
        var drafter = Drafter((_, _) => isSlow, TimeSpan.FromSeconds(1.5));
        var pruner = Pruner(new PrunerOptions(), drafter);
        for (var i = 0; i < 20; i++)
        {
            // The service becomes slow as a whole: every draft looks slow, until the others are known to be so too.
            isSlow = i >= 8;
            await _time.RunAsync(() => pruner.PruneAsync(Question()));
        }
        (drafter.Requests.Count - 20 * 25).ShouldBeInRange(1, 20 * 25 / 20);
    }

    [Fact]
    public async Task A_second_attempt_that_fails_leaves_the_first_its_chance()
    {
        var drafter = new FakeDrafter(async (request, ct) =>
        {
            var isHedge = Attempt(request) == 2;
            await _time.WaitAsync(isHedge ? TimeSpan.FromMilliseconds(10) : request.Context.Rank == 7 ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(300), ct);
            return isHedge ? throw new PrunerUpstreamFailed("down") : DraftReply.With(Make.Evidence());
        });
        var result = await _time.RunAsync(() => Pruner(new PrunerOptions { MaxConcurrentDrafts = 25 }, drafter).PruneAsync(Question()));
        (result.Status, result.Ledger.Calls).ShouldBe((RequestStatus.Complete, 27));
        _time.Now.ShouldBe(TimeSpan.FromSeconds(5.04));
    }

    [Fact]
    public async Task Where_both_fail_it_is_one_failure()
    {
        var drafter = new FakeDrafter(async (request, ct) =>
        {
            await _time.WaitAsync(request.Context.Rank == 7 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(300), ct);
            return request.Context.Rank == 7 ? throw new PrunerUpstreamFailed("down") : DraftReply.With(Make.Evidence());
        });
        var options = new PrunerOptions { MaxConcurrentDrafts = 25, Retry = new() { MaxRetries = 0 } };
        var result = await _time.RunAsync(() => Pruner(options, drafter).PruneAsync(Question()));
        result.Judgement.Contexts.Single(c => c.Disposition == Disposition.Unscored).Reason.ShouldBe("draft_upstream_failed");
    }

    [Fact]
    public async Task Whoever_gives_up_ends_both_attempts()
    {
        var drafter = Drafter((rank, _) => rank == 7);
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        await Should.ThrowAsync<OperationCanceledException>(() => _time.RunAsync(
            () => Pruner(new PrunerOptions { MaxConcurrentDrafts = 25 }, drafter).PruneAsync(Question(), cancellationToken: source.Token)));
        (drafter.Requests.Count, drafter.Running, _time.Now).ShouldBe((26, 0, TimeSpan.FromSeconds(3)));
    }

    private readonly Dictionary<string, int> _attempts = [];

    private int Attempt(DraftRequest request) => _attempts[request.Context.Id] = _attempts.GetValueOrDefault(request.Context.Id) + 1;

    private async Task<(AnswerResult Result, TimeSpan Took, FakeDrafter Drafter)> AnswerAsync(PrunerOptions options, Func<int, int, bool> hangs)
    {
        _attempts.Clear();
        var drafter = Drafter(hangs);
        var generator = new FakeGenerator(async (_, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(900), ct);
            return new GeneratedText("An answer.");
        });
        var start = _time.Now;
        var result = await _time.RunAsync(() => new AnswerPipeline(Pruner(options, drafter), generator).AnswerAsync(Question()));
        return (result, _time.Now - start, drafter);
    }

    private FakeDrafter Drafter(Func<int, int, bool> isSlow, TimeSpan? slow = null) => new(async (request, ct) =>
    {
        await _time.WaitAsync(isSlow(request.Context.Rank, Attempt(request)) ? slow ?? s_forever : TimeSpan.FromMilliseconds(300), ct);
        return DraftReply.With(Make.Evidence());
    });

    private ContextPruner Pruner(PrunerOptions options, FakeDrafter drafter) => new(
        new FakeRetriever([.. Enumerable.Range(1, 25).Select(i => Make.Context(i))]) { Before = (_, ct) => _time.WaitAsync(TimeSpan.FromMilliseconds(40), ct) },
        drafter, options, _time, () => 0.5);

    private static PruneRequest Question() => new("When?") { Contexts = 25, Scorer = new MeanLogprobScorer(), Keep = KeepRule.TopK(3) };
}

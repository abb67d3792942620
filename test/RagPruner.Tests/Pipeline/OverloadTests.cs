using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

/// <summary>More requests than the services carry. A draft takes a second.</summary>
public sealed class OverloadTests
{
    private readonly VirtualTime _time = new();
    private readonly FakeDrafter _drafter;
    private readonly ContextPruner _pruner;
    private Func<Exception?> _failure = () => null;

    public OverloadTests()
    {
        _drafter = new FakeDrafter(async (_, ct) =>
        {
            await _time.WaitAsync(TimeSpan.FromSeconds(1), ct);
            return _failure() is { } failure ? throw failure : DraftReply.With(Make.Evidence());
        });
        _pruner = new ContextPruner(new FakeRetriever([.. Enumerable.Range(1, 10).Select(i => Make.Context(i))]), _drafter,
            new PrunerOptions { MaxConcurrentCalls = 10, MaxConcurrentDrafts = 10, HedgeDrafts = false, Retry = new() { MaxRetries = 0 } }, _time);
    }

    [Fact]
    public async Task A_request_that_would_be_late_behind_the_others_is_refused_at_once_and_calls_nobody()
    {
        await _time.RunAsync(() => PruneAsync());
        var outcomes = await _time.RunAsync(() => Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OutcomeAsync())));
        // Ten drafts a second are carried, and four fifths of drafting's 3.9 seconds of 6.5 are given away.
        outcomes.Count(o => o.Failure is null).ShouldBe(3);
        var refused = outcomes.Where(o => o.Failure is not null).ToArray();
        refused.ShouldAllBe(o => o.Failure is PrunerOverloaded && o.Took == TimeSpan.Zero);
        refused.ShouldAllBe(o => o.Failure!.RetryAfter > TimeSpan.Zero && o.Failure.Calls == 0);
        _drafter.Requests.Count.ShouldBe(40);
    }

    [Fact]
    public async Task Nobody_is_refused_who_has_nobody_before_them()
    {
        await _time.RunAsync(() => PruneAsync());
        var slow = await _time.RunAsync(() => OutcomeAsync(TimeSpan.FromMilliseconds(1100)));
        slow.Failure.ShouldBeOfType<PrunerDeadlineExceeded>();
    }

    [Fact]
    public async Task What_is_over_is_no_longer_in_the_way()
    {
        for (var i = 0; i < 20; i++)
            await _time.RunAsync(() => PruneAsync());
        _time.Now.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_throttled_model_is_asked_less_at_once_by_all_requests_together()
    {
        _failure = () => new PrunerThrottled("slow down");
        await Should.ThrowAsync<PrunerThrottled>(() => _time.RunAsync(() => PruneAsync()));
        _failure = () => null;
        var before = _drafter.Requests.Count;
        var pruning = _time.RunAsync(() => PruneAsync());
        await pruning;
        // Five at once, where there were ten: the second five after a second.
        (_drafter.Requests.Count - before, _time.Now).ShouldBe((10, TimeSpan.FromSeconds(3)));
    }

    private async Task<(PrunerException? Failure, TimeSpan Took)> OutcomeAsync(TimeSpan? deadline = null)
    {
        var start = _time.Now;
        try
        {
            await PruneAsync(deadline);
            return (null, _time.Now - start);
        }
        catch (PrunerException e)
        {
            return (e, _time.Now - start);
        }
    }

    private Task<PruneResult> PruneAsync(TimeSpan? deadline = null) =>
        _pruner.PruneAsync(new PruneRequest("When?") { Scorer = new MeanLogprobScorer(), Deadline = deadline ?? TimeSpan.FromSeconds(6.5) });
}

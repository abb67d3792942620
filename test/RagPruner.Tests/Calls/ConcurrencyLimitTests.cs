using FsCheck.Xunit;
using RagPruner.Calls;

namespace RagPruner.Tests.Calls;

public sealed class ConcurrencyLimitTests
{
    [Fact]
    public async Task Calls_beyond_the_limit_wait_and_go_on_in_their_order()
    {
        var limit = new ConcurrencyLimit(2);
        var places = new[] { await limit.EnterAsync(0, default), await limit.EnterAsync(0, default) };
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 3).Select(async i =>
        {
            var place = await limit.EnterAsync(0, TestContext.Current.CancellationToken);
            order.Add(i);
            limit.Leave(place, CallOutcome.Succeeded);
        }).ToArray();
        order.ShouldBeEmpty();
        limit.Leave(places[0], CallOutcome.Succeeded);
        await Task.WhenAll(waiting);
        order.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Calls_of_older_requests_go_before_those_that_came_earlier()
    {
        var limit = new ConcurrencyLimit(1);
        var place = await limit.EnterAsync(1, default);
        var order = new List<long>();
        var waiting = new long[] { 3, 2, 3, 1 }.Select(async request =>
        {
            var own = await limit.EnterAsync(request, TestContext.Current.CancellationToken).ConfigureAwait(false);
            order.Add(request);
            limit.Leave(own, CallOutcome.Succeeded);
        }).ToArray();
        limit.Leave(place, CallOutcome.Succeeded);
        await Task.WhenAll(waiting);
        order.ShouldBe([1, 2, 3, 3]);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var limit = new ConcurrencyLimit(1);
        var place = await limit.EnterAsync(0, default);
        using var source = new CancellationTokenSource();
        var given = limit.EnterAsync(0, source.Token).AsTask();
        var patient = limit.EnterAsync(0, TestContext.Current.CancellationToken).AsTask();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => given);
        limit.Leave(place, CallOutcome.Other);
        (await patient).ShouldBe(place);
    }

    [Fact]
    public async Task Calls_that_are_throttled_together_halve_it_once_and_a_round_of_successes_adds_one()
    {
        var limit = new ConcurrencyLimit(100);
        await RoundAsync(limit, 16, CallOutcome.Throttled);
        limit.Now.ShouldBe(8);
        await RoundAsync(limit, 8, CallOutcome.Succeeded);
        await RoundAsync(limit, 1, CallOutcome.Succeeded);
        limit.Now.ShouldBe(9);
    }

    [Fact]
    public async Task It_never_falls_below_one_nor_rises_above_what_is_allowed()
    {
        var limit = new ConcurrencyLimit(3);
        for (var i = 0; i < 5; i++)
            await RoundAsync(limit, 1, CallOutcome.Throttled);
        limit.Now.ShouldBe(1);
        for (var i = 0; i < 50; i++)
            await RoundAsync(limit, limit.Now, CallOutcome.Succeeded);
        limit.Now.ShouldBe(3);
    }

    [Fact]
    public async Task A_long_queue_of_calls_that_end_at_once_does_not_grow_the_stack()
    {
        var limit = new ConcurrencyLimit(1);
        var place = await limit.EnterAsync(0, default);
        var served = 0;
        var waiting = Enumerable.Range(0, 50_000).Select(async _ =>
        {
            var own = await limit.EnterAsync(0, TestContext.Current.CancellationToken).ConfigureAwait(false);
            served++;
            limit.Leave(own, CallOutcome.Succeeded);
        }).ToArray();
        limit.Leave(place, CallOutcome.Succeeded);
        await Task.WhenAll(waiting);
        served.ShouldBe(50_000);
    }

    [Property]
    public bool Never_are_more_under_way_than_the_limit_was_and_all_are_served(byte most, byte[] outcomes)
    {
        var limit = new ConcurrencyLimit(most % 8 + 1);
        var running = new Queue<int>();
        var (entered, tooMany) = (0, false);
        var waiting = outcomes.Select(async _ =>
        {
            var place = await limit.EnterAsync(0, default).ConfigureAwait(false);
            entered++;
            running.Enqueue(place);
            tooMany |= running.Count > most % 8 + 1;
        }).ToArray();
        foreach (var outcome in outcomes)
        {
            tooMany |= running.Count == 0;
            limit.Leave(running.Dequeue(), (CallOutcome)(outcome % 3));
        }
        return !tooMany && entered == outcomes.Length && waiting.All(w => w.IsCompletedSuccessfully);
    }

    private static async Task RoundAsync(ConcurrencyLimit limit, int calls, CallOutcome outcome)
    {
        var places = new List<int>();
        for (var i = 0; i < calls; i++)
            places.Add(await limit.EnterAsync(0, TestContext.Current.CancellationToken));
        places.ForEach(p => limit.Leave(p, outcome));
    }
}

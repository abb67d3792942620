using System.Text;
using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class DeadlineTests
{
    [Theory]
    [InlineData("Answer")]
    [InlineData("PruneContexts")]
    public async Task Without_time_left_nothing_is_called(string function)
    {
        var host = new TestHost { Retriever = new FakeRetriever { Before = (_, _) => throw new InvalidOperationException("called") } };
        await Should.ThrowAsync<PrunerDeadlineExceeded>(() => host.TextAsync(function, Gateway.Question, remainingSeconds: 0.5));
        (await Gateway.CallAsync(host, Gateway.Event("rest"), remainingSeconds: 0.5)).Status.ShouldBe(504);
    }

    [Theory]
    // The least of configured (20), asked, gateway (29) and remaining, less half a second.
    [InlineData("Answer", "", 28, 19.5)]
    [InlineData("Answer", ", \"deadlineMs\": 3000", 28, 2.5)]
    [InlineData("Answer", "", 7, 6.5)]
    [InlineData("Api", "", 800, 28.5)]
    [InlineData("Answer", "", 800, 59.5)]
    public async Task An_invocation_ends_half_a_second_before_the_first_of_its_limits(string function, string asked, double remaining, double seconds)
    {
        var time = new VirtualTime();
        var host = new TestHost { Time = time, Retriever = new FakeRetriever { Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, time, token) } };
        if (remaining > 100)
            host.With("RAGPRUNER_DEADLINE_MS", "60000");
        var request = $$"""{"question": "When?"{{asked}}}""";
        if (function == "Api")
            (await Gateway.CallAsync(host, Gateway.Event("http", request), remaining)).Status.ShouldBe(504);
        else
            await Should.ThrowAsync<PrunerDeadlineExceeded>(() => host.TextAsync(function, request, remaining));
        time.Now.TotalSeconds.ShouldBe(seconds, 0.001);
    }

    [Theory]
    // The gateway has waited since it got the request; a recorded event or another clock is not believed.
    [InlineData("rest", 10, 18.5)]
    [InlineData("http", 10, 18.5)]
    [InlineData("http", 3000, 28.5)]
    [InlineData("http", -10, 28.5)]
    public async Task A_cold_start_is_part_of_the_gateways_time(string version, int secondsAgo, double seconds)
    {
        var time = new VirtualTime();
        time.Advance(TimeSpan.FromDays(20_000));
        var start = time.Now;
        var host = new TestHost { Time = time, Retriever = new FakeRetriever { Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, time, token) } }.With("RAGPRUNER_DEADLINE_MS", "60000");
        var received = (long)(start - TimeSpan.FromSeconds(secondsAgo)).TotalMilliseconds;
        var request = Gateway.Event(version, change: e => e["requestContext"]![version == "rest" ? "requestTimeEpoch" : "timeEpoch"] = received);
        (await Gateway.CallAsync(host, request, 800)).Status.ShouldBe(504);
        (time.Now - start).TotalSeconds.ShouldBe(seconds, 0.001);
    }

    [Fact]
    public async Task A_failed_answer_tells_what_its_drafts_had_cost()
    {
        var host = new TestHost { Generator = new FakeGenerator((_, _) => throw new PrunerForbidden("no")) }.With("RAGPRUNER_DRAFT_USD_PER_CALL", "0.01");
        var reply = await Gateway.CallAsync(host, Gateway.Event("rest"));
        reply.Body.GetProperty("usage").GetProperty("costUsd").GetDouble().ShouldBe(0.06, 1e-9);
        host.Records.Single().ShouldContain("\"Drafts\":6");
    }

    [Fact]
    public async Task Every_item_of_a_batch_has_its_share_of_the_time_so_that_all_are_handed_back()
    {
        var time = new VirtualTime();
        var host = new TestHost { Time = time, Retriever = new FakeRetriever { Before = (_, token) => time.WaitAsync(TimeSpan.FromHours(1), token) } }.With("RAGPRUNER_DEADLINE_MS", "120000");
        var items = string.Join(',', Enumerable.Range(0, 10).Select(i => $$"""{"id":{{i}},"question":"When?"}"""));
        var payload = $$"""{"BatchInput":{"lastAttempt":true},"Items":[{{items}}]}""";
        var context = new RunningOutContext(time, TimeSpan.FromSeconds(600));
        var results = await time.RunAsync(async () =>
        {
            using var reader = new StreamReader(await host.Function("Batch").InvokeAsync(new MemoryStream(Encoding.UTF8.GetBytes(payload)), context, null, default));
            return TestHost.Parse(await reader.ReadToEndAsync());
        });
        results.GetArrayLength().ShouldBe(10);
        results.EnumerateArray().ShouldAllBe(r => r.GetProperty("error").GetProperty("error").GetString() == "PrunerDeadlineExceeded");
        time.Now.TotalSeconds.ShouldBeInRange(590, 600);
    }

    [Fact]
    public async Task A_cancelled_invocation_leaves_nothing_running()
    {
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var host = new TestHost
        {
            Drafter = new FakeDrafter(async (_, token) =>
            {
                started.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
                return DraftReply.Refused("never");
            }),
        };
        var invocation = host.TextAsync("Answer", Gateway.Question, cancellationToken: cancellation.Token);
        await started.Task;
        await cancellation.CancelAsync();
        await Should.ThrowAsync<PrunerDeadlineExceeded>(() => invocation);
        host.Drafter.Running.ShouldBe(0);
        host.Generator.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invocation_out_of_time_leaves_nothing_running()
    {
        var time = new VirtualTime();
        var running = 0;
        var host = new TestHost
        {
            Time = time,
            Generator = new FakeGenerator(async (_, token) =>
            {
                running++;
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                    return new GeneratedText("never");
                }
                finally
                {
                    running--;
                }
            }),
        };
        await Should.ThrowAsync<PrunerDeadlineExceeded>(() => host.TextAsync("Answer", Gateway.Question));
        running.ShouldBe(0);
    }
}

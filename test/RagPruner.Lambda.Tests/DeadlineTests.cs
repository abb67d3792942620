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

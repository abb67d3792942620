using FsCheck.Xunit;
using RagPruner.Calls;

namespace RagPruner.Tests.Calls;

public sealed class LatenciesTests
{
    [Fact]
    public void Nothing_is_said_from_fewer_than_ten_calls()
    {
        var latencies = new Latencies();
        for (var i = 0; i < 9; i++)
            latencies.Add(TimeSpan.FromSeconds(1));
        (latencies.Mean, latencies.Slow, latencies.Known.IsCompleted).ShouldBe((null, null, false));
        latencies.Add(TimeSpan.FromSeconds(11));
        (latencies.Mean, latencies.Slow, latencies.Known.IsCompleted).ShouldBe((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12.1), true));
    }

    [Fact]
    public void Nothing_under_fifty_milliseconds_is_slow()
    {
        var latencies = new Latencies();
        for (var i = 0; i < 20; i++)
            latencies.Add(TimeSpan.FromMilliseconds(2));
        latencies.Slow.ShouldBe(TimeSpan.FromMilliseconds(50));
    }

    [Property]
    public bool The_mean_is_that_of_the_last_two_hundred_and_slow_is_a_tenth_above_their_95th_percentile(ushort[] milliseconds, byte more)
    {
        var latencies = new Latencies();
        // As many as the percentile is read at.
        var all = Enumerable.Range(0, 500 + more * 10).Select(i => TimeSpan.FromMilliseconds(50 + (milliseconds.Length == 0 ? i : milliseconds[i % milliseconds.Length]))).ToArray();
        foreach (var latency in all)
            latencies.Add(latency);
        var last = all[^200..];
        return Math.Abs((latencies.Mean!.Value - new TimeSpan((long)last.Average(l => l.Ticks))).Ticks) <= 1 && Math.Abs((latencies.Slow!.Value - 1.1 * last.Order().ElementAt(189)).Ticks) <= 1;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace RagPruner.Benchmarks;

/// <summary>
/// The product's own time for one pruning of 25 contexts with 25 drafts, one request after the other, on clients that answer
/// at once: percentiles of single requests, which BenchmarkDotNet does not give.
/// </summary>
internal static class OwnTime
{
    private const int Requests = 5000;

    public static async Task RunAsync()
    {
        var benchmark = new BedrockBenchmarks();
        benchmark.SetUp();
        for (var i = 0; i < Requests / 2; i++)
            await benchmark.Prune_25_contexts();
        var milliseconds = new double[Requests];
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < Requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await benchmark.Prune_25_contexts();
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        var allocated = (GC.GetTotalAllocatedBytes() - before) / Requests / 1000;
        Array.Sort(milliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"25 contexts, 25 drafts, blend, upstream 0 ms: p50 {milliseconds[Requests / 2]:0.00} ms, p99 {milliseconds[Requests * 99 / 100]:0.00} ms, {allocated} KB, of {Requests}"));
    }
}

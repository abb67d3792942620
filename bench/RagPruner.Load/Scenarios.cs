using System.Diagnostics;
using RagPruner.Errors;
using RagPruner.Pipeline;

namespace RagPruner.Load;

/// <summary>What is done to the library, for how long, and what it should stand.</summary>
internal static class Scenarios
{
    // Of drafts at 300 ms each, ten a request: some ten requests a second.
    private const int FewCalls = 32;
    private const double Carried = FewCalls / 0.3 / 10;
    private const int ManyCalls = 100;
    private static readonly Load s_usual = new();

    /// <summary>Five times as many requests as are carried: those that are let in must be answered, and the others told at once.</summary>
    public static async Task<IReadOnlyList<Goal>> OverloadAsync(TimeSpan duration)
    {
        using var bedrock = await LocalBedrock.StartAsync();
        var pipeline = bedrock.Pipeline(FewCalls);
        await OpenLoop.RunAsync(pipeline, 2, TimeSpan.FromSeconds(3), s_usual);
        var peak = Goodput(await OpenLoop.RunAsync(pipeline, Carried, Shorter(duration), s_usual), Shorter(duration));
        var outcomes = await OpenLoop.RunAsync(pipeline, 5 * Carried, duration, s_usual);
        var shed = outcomes.Where(o => o.Failure == ErrorKind.Overloaded && o.Calls == 0).Select(o => o.Took.TotalMilliseconds).Order().ToArray();
        Say($"overload: {outcomes.Count} requests, {outcomes.Count(o => o.IsComplete)} complete, {shed.Length} refused at once, {outcomes.Count(o => o.Status is not null && !o.IsComplete)} partial ({Lacks(outcomes)}), {outcomes.Count(o => o.Failure is not null) - shed.Length} failed later; peak {peak:0.00} a second");
        return
        [
            new("goodput at five times the load, of the peak", Goodput(outcomes, duration) / peak, 0.9, IsLeast: true),
            new("a refusal, 99th percentile, ms", shed.Length == 0 ? double.PositiveInfinity : shed[(int)(shed.Length * 0.99)], 20, IsLeast: false, "0.00"),
        ];
    }

    /// <summary>Every twentieth call fails.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="contexts">Drafts of a request: the more calls it plans, the more may be repeated.</param>
    public static async Task<IReadOnlyList<Goal>> FaultsAsync(TimeSpan duration, int contexts)
    {
        var load = new Load(contexts, DeadlineSeconds: 20);
        var perSecond = 100.0 / contexts;
        using var bedrock = await LocalBedrock.StartAsync("""{ "operation": "*", "kind": "error", "error": "InternalServerException", "rate": 0.05 }""");
        var pipeline = bedrock.Pipeline(ManyCalls);
        await OpenLoop.RunAsync(pipeline, perSecond, TimeSpan.FromSeconds(3), load);
        var outcomes = await OpenLoop.RunAsync(pipeline, perSecond, duration, load);
        var calls = outcomes.Sum(o => o.Calls);
        Say($"faults: {outcomes.Count} requests of {contexts} contexts, {calls} calls, {outcomes.Sum(o => o.Retries)} of them retries and hedges, {outcomes.Count(o => o.Failure is not null)} failed, {outcomes.Count(o => o.Status is not null && !o.IsComplete)} partial ({Lacks(outcomes)})");
        return
        [
            new("complete with 5 % faults", Share(outcomes), 0.995, IsLeast: true) { Draws = duration < TimeSpan.FromMinutes(1) ? outcomes.Count : 0 },
            new("calls, of those planned", (double)calls / (calls - outcomes.Sum(o => o.Retries)), 1.10, IsLeast: false, "0.000"),
        ];
    }

    /// <summary>Nothing answers for a tenth of the time.</summary>
    public static async Task<IReadOnlyList<Goal>> OutageAsync(TimeSpan outage)
    {
        using var bedrock = await LocalBedrock.StartAsync($$"""{ "kind": "outage", "afterSeconds": {{outage.TotalSeconds}}, "seconds": {{outage.TotalSeconds}} }""");
        var outcomes = await OpenLoop.RunAsync(bedrock.Pipeline(ManyCalls), 10, outage * 4, s_usual);
        var (during, after) = (Between(outcomes, outage, outage * 2), Between(outcomes, outage * 3, outage * 4));
        var back = outcomes.Where(o => o.At > outage * 2 && o.IsComplete).Select(o => o.At + o.Took).DefaultIfEmpty(outage * 4).Min() - outage * 2;
        Say($"outage: {during.Length} requests during it, {during.Count(o => o.IsComplete)} complete, {during.Sum(o => o.Calls)} calls; the first answer {back.TotalSeconds:0.0} s after it");
        return [new("complete from as long after an outage as it lasted", Share(after), 0.95, IsLeast: true)];
    }

    /// <summary>Nothing special, for long.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="perSecond">Requests a second.</param>
    /// <param name="heap">How much the heap may grow: in seconds, less is told by it than in minutes.</param>
    public static async Task<IReadOnlyList<Goal>> SoakAsync(TimeSpan duration, double perSecond, double heap)
    {
        var idle = await ResourcesAsync();
        int count;
        double share;
        Resources warm, end;
        using (var bedrock = await LocalBedrock.StartAsync())
        {
            var pipeline = bedrock.Pipeline(ManyCalls);
            // As many connections as a busy moment opens.
            await OpenLoop.RunAsync(pipeline, 2 * perSecond, TimeSpan.FromSeconds(3), s_usual);
            await OpenLoop.RunAsync(pipeline, perSecond, duration / 10, s_usual);
            warm = await ResourcesAsync();
            // The outcomes themselves must not be what is measured.
            (count, share) = await SharesAsync(pipeline, perSecond, duration);
            end = await ResourcesAsync();
        }
        var after = await ResourcesAsync();
        // Threads are said and not judged: how many the pool keeps follows from the machine's load, whatever the library does.
        Say($"soak: {count} requests, {share:0.0 %} complete; warm {warm}; at the end {end}; after it {after}");
        return
        [
            new("complete", share, 0.99, IsLeast: true),
            new("heap at the end, of that when warm", (double)end.HeapBytes / warm.HeapBytes, heap, IsLeast: false, "0.000"),
            new("timers left", Math.Max(0, after.Timers - idle.Timers), 0, IsLeast: false, "0"),
            new("sockets left", Math.Max(0, after.Sockets - idle.Sockets), 0, IsLeast: false, "0"),
        ];
    }

    private static async Task<(int Count, double Share)> SharesAsync(AnswerPipeline pipeline, double perSecond, TimeSpan duration)
    {
        var outcomes = await OpenLoop.RunAsync(pipeline, perSecond, duration, s_usual);
        return (outcomes.Count, Share(outcomes));
    }

    private static TimeSpan Shorter(TimeSpan duration) => duration < TimeSpan.FromSeconds(60) ? duration : TimeSpan.FromSeconds(60);

    private static double Goodput(IReadOnlyList<Outcome> outcomes, TimeSpan duration) => outcomes.Count(o => o.IsComplete) / duration.TotalSeconds;

    private static double Share(IReadOnlyList<Outcome> outcomes) => (double)outcomes.Count(o => o.IsComplete) / outcomes.Count;

    private static Outcome[] Between(IReadOnlyList<Outcome> outcomes, TimeSpan from, TimeSpan to) => [.. outcomes.Where(o => o.At >= from && o.At < to)];

    private static string Lacks(IEnumerable<Outcome> outcomes) =>
        string.Join(", ", outcomes.SelectMany(o => o.Lacks).CountBy(r => r).OrderByDescending(r => r.Value).Select(r => $"{r.Value} {r.Key}"));

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    // What a process holds when nothing is under way: connections that wait for the next call are closed first.
    private static async Task<Resources> ResourcesAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var sockets = OperatingSystem.IsLinux() ? new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(f => f.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true) : 0;
        using var process = Process.GetCurrentProcess();
        return new Resources(GC.GetTotalMemory(forceFullCollection: true), Timer.ActiveCount, sockets, process.Threads.Count);
    }

    private sealed record Resources(long HeapBytes, long Timers, int Sockets, int Threads)
    {
        public override string ToString() => FormattableString.Invariant($"{HeapBytes / 1024} KiB, {Timers} timers, {Sockets} sockets, {Threads} threads");
    }
}

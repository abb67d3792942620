using System.Diagnostics;
using System.Globalization;

namespace RagPruner.Neural.Gguf;

/// <summary>
/// How many cores are free for this process: two threads on busy cores are slower than one. Taken from what the machine did
/// between two samples, less what this process did itself; where that cannot be known, all cores count as free.
/// </summary>
internal readonly record struct IdleCores(double BusySeconds, double TotalSeconds, double OwnSeconds)
{
    // Linux counts in hundredths of a second for every program, whatever the kernel's own clock.
    private const double TicksPerSecond = 100;
    private const double LeastSeconds = 0.1;

    /// <summary>A sample of now.</summary>
    public static IdleCores Now()
    {
        using var own = Process.GetCurrentProcess();
        return OperatingSystem.IsLinux() && File.Exists("/proc/stat")
            ? Of(File.ReadLines("/proc/stat").First(), own.TotalProcessorTime.TotalSeconds) : default;
    }

    /// <summary>A sample from the first line of <c>/proc/stat</c>: user, nice, system, idle, iowait, irq, softirq, steal, ….</summary>
    public static IdleCores Of(string line, double ownSeconds)
    {
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(t => double.TryParse(t, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
        return ticks.Length < 8 ? default : new IdleCores((ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond, ticks.Sum() / TicksPerSecond, ownSeconds);
    }

    /// <summary>Threads that will not wait for others, from 1 to the number of cores.</summary>
    public int ThreadsSince(IdleCores before, int cores)
    {
        var seconds = (TotalSeconds - before.TotalSeconds) / cores;
        if (seconds < LeastSeconds)
            return cores;
        var busyOtherwise = Math.Max(0, BusySeconds - before.BusySeconds - (OwnSeconds - before.OwnSeconds)) / seconds;
        return Math.Clamp(cores - (int)Math.Round(busyOtherwise, MidpointRounding.AwayFromZero), 1, cores);
    }
}

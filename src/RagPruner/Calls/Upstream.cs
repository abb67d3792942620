namespace RagPruner.Calls;

/// <summary>A service that is called, and what the calls of all requests of a process have shown of it.</summary>
/// <param name="mostCalls">The most calls under way at once.</param>
internal sealed class Upstream(int mostCalls)
{
    private int _booked;

    public ConcurrencyLimit Limit { get; } = new(mostCalls);

    public Latencies Latencies { get; } = new();

    /// <summary>How many slow calls may be made twice; null for none.</summary>
    public HedgeAllowance? Hedges { get; init; }

    /// <summary>How many calls the requests under way may still make.</summary>
    public int Booked => Volatile.Read(ref _booked);

    /// <summary>When that many calls more would be done, behind those of the requests before them; null where that is not known.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="sideBySide">How many of them at once.</param>
    public TimeSpan? TimeFor(int calls, int sideBySide)
    {
        if (calls == 0)
            return TimeSpan.Zero;
        if (Latencies.Mean is not { } latency)
            return null;
        var limit = Limit.Now;
        return latency * Math.Max(Math.Ceiling((double)calls / Math.Min(sideBySide, limit)), (double)(Booked + calls) / limit);
    }

    /// <summary>Whether that many calls more would have to wait for those of other requests.</summary>
    public bool HasQueueFor(int calls) => calls > 0 && Booked > 0 && Booked + calls > Limit.Now;

    internal void Book(int calls) => Interlocked.Add(ref _booked, calls);
}

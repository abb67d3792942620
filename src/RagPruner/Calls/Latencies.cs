namespace RagPruner.Calls;

/// <summary>How long the last calls of a service took that succeeded. Safe for concurrent use.</summary>
internal sealed class Latencies
{
    /// <summary>From how few calls a percentile is read; below that nothing is known.</summary>
    public const int Fewest = 10;

    /// <summary>What is never called slow, whatever the others take.</summary>
    public static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(50);

    private const int Most = 200;
    private const double SlowShare = 0.95;

    // Where calls all take the same, five of a hundred are slower than the others by a hair: no reason to make them twice.
    private const double Clearly = 1.1;

    // Sorting again for every call would cost more than it tells.
    private const int CallsPerReading = 10;

    private readonly Lock _lock = new();
    private readonly long[] _ticks = new long[Most];
    private readonly TaskCompletionSource _known = new();
    private int _count;
    private long _sum;
    private long _slow;

    /// <summary>Done when there are enough calls to say what is slow.</summary>
    public Task Known => _known.Task;

    /// <summary>The mean; null before there are enough.</summary>
    public TimeSpan? Mean
    {
        get
        {
            lock (_lock)
                return _count < Fewest ? null : new TimeSpan(_sum / Math.Min(_count, Most));
        }
    }

    /// <summary>What is slow: a tenth more than the 95th percentile, at least <see cref="Floor"/>; null before there are enough.</summary>
    public TimeSpan? Slow
    {
        get
        {
            lock (_lock)
                return _count < Fewest ? null : new TimeSpan(Math.Max((long)(_slow * Clearly), Floor.Ticks));
        }
    }

    /// <summary>Adds a call.</summary>
    public void Add(TimeSpan latency)
    {
        lock (_lock)
        {
            var at = _count % Most;
            _sum += latency.Ticks - (_count >= Most ? _ticks[at] : 0);
            _ticks[at] = latency.Ticks;
            // The count stands for the place in the ring too, and must not overflow in a process that runs for years.
            _count = _count + 1 == 2 * Most ? Most : _count + 1;
            if (_count >= Fewest && _count % CallsPerReading == 0)
                _slow = Percentile();
        }
        if (_count >= Fewest)
            _known.TrySetResult();
    }

    private long Percentile()
    {
        Span<long> sorted = stackalloc long[Most];
        sorted = sorted[..Math.Min(_count, Most)];
        _ticks.AsSpan(0, sorted.Length).CopyTo(sorted);
        sorted.Sort();
        return sorted[(int)Math.Ceiling(SlowShare * sorted.Length) - 1];
    }
}

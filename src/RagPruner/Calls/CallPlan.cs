namespace RagPruner.Calls;

/// <summary>
/// The calls of one request, planned before the first is made. First attempts are within the plan by construction;
/// retries are granted up to a fifth on top. Safe for concurrent use.
/// </summary>
public sealed class CallPlan(int planned)
{
    private readonly int _retriesAllowed = (planned + 4) / 5;
    private int _calls;
    private int _retries;

    /// <summary>How many calls the request needs if nothing fails.</summary>
    public int Planned => planned;

    /// <summary>The most calls that it can make: ⌈1.2 × planned⌉.</summary>
    public int Most => planned + _retriesAllowed;

    /// <summary>Attempts made so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Those of them that repeated a failed one.</summary>
    public int Retries => Volatile.Read(ref _retries);

    internal void Count() => Interlocked.Increment(ref _calls);

    internal bool TryTakeRetry()
    {
        if (Interlocked.Increment(ref _retries) <= _retriesAllowed)
            return true;
        Interlocked.Decrement(ref _retries);
        return false;
    }

    internal void ReturnRetry() => Interlocked.Decrement(ref _retries);
}

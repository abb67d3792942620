namespace RagPruner.Calls;

/// <summary>
/// The calls of one request, planned before the first is made. First attempts are within the plan by construction;
/// what failed attempts made is granted again up to a fifth on top. Safe for concurrent use.
/// </summary>
internal sealed class CallPlan(int planned)
{
    private readonly int _retriesAllowed = (planned + 4) / 5;
    private int _calls;
    private int _retries;
    private int _reserved;

    /// <summary>How many calls the request needs if nothing fails.</summary>
    public int Planned => planned;

    /// <summary>The most calls that it can make: ⌈1.2 × planned⌉.</summary>
    public int Most => planned + _retriesAllowed;

    /// <summary>Attempts made so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Those of them that repeated a failed one.</summary>
    public int Retries => Volatile.Read(ref _retries);

    internal void Count(int calls, bool isRetry)
    {
        Interlocked.Add(ref _calls, calls);
        if (isRetry)
            Interlocked.Add(ref _retries, calls);
    }

    internal bool TryReserveRetry(int calls)
    {
        if (Interlocked.Add(ref _reserved, calls) <= _retriesAllowed)
            return true;
        ReturnRetry(calls);
        return false;
    }

    internal void ReturnRetry(int calls) => Interlocked.Add(ref _reserved, -calls);
}

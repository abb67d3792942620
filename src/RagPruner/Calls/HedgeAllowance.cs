namespace RagPruner.Calls;

/// <summary>Limits second attempts beside a slow first one to a twentieth of a service's calls. Safe for concurrent use.</summary>
internal sealed class HedgeAllowance
{
    /// <summary>How many calls one hedge is for.</summary>
    public const int CallsPerHedge = 20;

    // More at once would be a service that is slow as a whole, which hedging makes slower.
    private const int MostSaved = 5;
    private int _calls;

    /// <summary>Records a call.</summary>
    public void Deposit()
    {
        if (Volatile.Read(ref _calls) < MostSaved * CallsPerHedge)
            Interlocked.Increment(ref _calls);
    }

    /// <summary>Takes one hedge if there is one.</summary>
    public bool TryTake()
    {
        if (Interlocked.Add(ref _calls, -CallsPerHedge) >= 0)
            return true;
        Return();
        return false;
    }

    /// <summary>Gives back one that came to nothing.</summary>
    public void Return() => Interlocked.Add(ref _calls, CallsPerHedge);
}

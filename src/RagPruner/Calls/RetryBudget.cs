namespace RagPruner.Calls;

/// <summary>
/// Limits retries across all requests of a process, so that a failing service is not hit harder the worse it gets: each
/// first attempt earns a fifth of a retry, and a saved-up burst is capped. Safe for concurrent use.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>The most retries that can be saved up, and what a process starts with.</summary>
    public const int Cap = 10;

    // Counted in fifths of a retry, so that no rounding accumulates.
    private const int FifthsPerRetry = 5;
    private readonly Lock _lock = new();
    private int _fifths = Cap * FifthsPerRetry;

    /// <summary>Records a first attempt.</summary>
    public void Deposit()
    {
        lock (_lock)
            _fifths = Math.Min(_fifths + 1, Cap * FifthsPerRetry);
    }

    /// <summary>Takes one retry if there is one.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (_fifths < FifthsPerRetry)
                return false;
            _fifths -= FifthsPerRetry;
            return true;
        }
    }
}

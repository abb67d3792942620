namespace RagPruner.Calls;

/// <summary>
/// Limits retries across all requests of a process, so that a failing service is not hit harder the worse it gets: each
/// first attempt earns a fifth of a retry, and a saved-up burst is capped. A tenant has a budget by the same rule within it, of
/// half the size, so that one whose calls always fail leaves the others theirs. Safe for concurrent use.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>The most retries that can be saved up, and what a process starts with.</summary>
    public const int Cap = 10;

    /// <summary>The same of one tenant.</summary>
    public const int TenantCap = Cap / 2;

    // Who has more tenants than that in trouble at once forgets what they took; the process's own budget still holds.
    private const int MostTenants = 10_000;

    // Counted in fifths of a retry, so that no rounding accumulates.
    private const int FifthsPerRetry = 5;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _tenants = new(StringComparer.Ordinal);
    private int _fifths = Cap * FifthsPerRetry;

    /// <summary>Records a first attempt.</summary>
    /// <param name="tenant">Whose it is; null where there are no tenants.</param>
    public void Deposit(string? tenant)
    {
        lock (_lock)
        {
            _fifths = Math.Min(_fifths + 1, Cap * FifthsPerRetry);
            // A full budget is what every tenant has that is not listed.
            if (tenant is not null && _tenants.TryGetValue(tenant, out var own))
                SetOwn(tenant, own + 1);
        }
    }

    /// <summary>Takes one retry if there is one.</summary>
    /// <param name="tenant">Whose it is; null where there are no tenants.</param>
    public bool TryTake(string? tenant)
    {
        lock (_lock)
        {
            var own = tenant is null ? TenantCap * FifthsPerRetry : _tenants.GetValueOrDefault(tenant, TenantCap * FifthsPerRetry);
            if (_fifths < FifthsPerRetry || own < FifthsPerRetry)
                return false;
            _fifths -= FifthsPerRetry;
            if (tenant is not null)
                SetOwn(tenant, own - FifthsPerRetry);
            return true;
        }
    }

    private void SetOwn(string tenant, int fifths)
    {
        if (fifths >= TenantCap * FifthsPerRetry)
        {
            _tenants.Remove(tenant);
            return;
        }
        if (_tenants.Count >= MostTenants && !_tenants.ContainsKey(tenant))
            _tenants.Clear();
        _tenants[tenant] = fifths;
    }
}

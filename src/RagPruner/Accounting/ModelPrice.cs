namespace RagPruner.Accounting;

/// <summary>
/// What a model costs, in US dollars. An imported model is billed by running copy and five-minute window, not by token:
/// give it as <paramref name="UsdPerCall"/>, the price of a copy's window divided by the calls expected in a window,
/// which is an estimate.
/// </summary>
/// <param name="InputUsdPerMillion">Per million input tokens.</param>
/// <param name="OutputUsdPerMillion">Per million output tokens.</param>
/// <param name="UsdPerCall">Per call, whatever its length.</param>
public sealed record ModelPrice(double InputUsdPerMillion, double OutputUsdPerMillion, double UsdPerCall = 0)
{
    /// <summary>A model that costs nothing by the call or the token.</summary>
    public static ModelPrice Free { get; } = new(0, 0);

    /// <summary>Per million input tokens that are read from the model's cache; null for the same as any other.</summary>
    public double? CacheReadUsdPerMillion { get; init; }

    /// <summary>Per million input tokens that are written to the model's cache; null for the same as any other.</summary>
    public double? CacheWriteUsdPerMillion { get; init; }

    /// <summary>
    /// An imported model, billed by running copy and five-minute window: the window's price divided by the calls expected in
    /// one. An estimate: calls inside an open window are free until concurrency starts another copy.
    /// </summary>
    /// <param name="usdPerWindow">What a copy costs in five minutes: its custom model units × 5 × the price of a unit's minute.</param>
    /// <param name="callsPerWindow">How many calls are expected in five minutes; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="callsPerWindow"/> is not above 0.</exception>
    public static ModelPrice PerWindow(double usdPerWindow, double callsPerWindow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(callsPerWindow);
        return new ModelPrice(0, 0, usdPerWindow / callsPerWindow);
    }

    internal bool IsPrice => IsAmount(InputUsdPerMillion) && IsAmount(OutputUsdPerMillion) && IsAmount(UsdPerCall)
        && IsAmount(CacheReadUsdPerMillion ?? 0) && IsAmount(CacheWriteUsdPerMillion ?? 0);

    private static bool IsAmount(double value) => double.IsFinite(value) && value >= 0;

    /// <summary>The price of some calls.</summary>
    public double Of(TokenUsage usage) => Of(usage, cachedShare: 0);

    /// <summary>The price of some calls had a share of the input that no cache touched been read from one.</summary>
    /// <param name="usage">The calls.</param>
    /// <param name="cachedShare">The share, from 0 to 1.</param>
    internal double Of(TokenUsage usage, double cachedShare)
    {
        var (read, write) = (CacheReadUsdPerMillion ?? InputUsdPerMillion, CacheWriteUsdPerMillion ?? InputUsdPerMillion);
        var plain = usage.InputTokens - usage.CacheReadInputTokens - usage.CacheWriteInputTokens;
        return (plain * (InputUsdPerMillion + cachedShare * (read - InputUsdPerMillion)) + usage.CacheReadInputTokens * read
            + usage.CacheWriteInputTokens * write + usage.OutputTokens * OutputUsdPerMillion) / 1e6 + usage.Calls * UsdPerCall;
    }
}

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

    internal bool IsPrice => IsAmount(InputUsdPerMillion) && IsAmount(OutputUsdPerMillion) && IsAmount(UsdPerCall);

    private static bool IsAmount(double value) => double.IsFinite(value) && value >= 0;

    /// <summary>The price of some calls.</summary>
    public double Of(TokenUsage usage) =>
        (usage.InputTokens * InputUsdPerMillion + usage.OutputTokens * OutputUsdPerMillion) / 1e6 + usage.Calls * UsdPerCall;
}

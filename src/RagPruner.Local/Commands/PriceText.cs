using System.Globalization;
using RagPruner.Accounting;

namespace RagPruner.Local.Commands;

/// <summary>
/// Prices as they are written on the command line: <c>IN/OUT</c> or <c>IN/OUT/READ/WRITE</c> in US dollars per million tokens
/// (the last two of the model's cache), <c>USD/call</c>, or <c>USD/window/CALLS</c> for an imported model.
/// </summary>
internal static class PriceText
{
    /// <summary>Reads a price.</summary>
    /// <exception cref="PrunerInvalidInput">It is none; the message names the option.</exception>
    public static ModelPrice Parse(string option, string text)
    {
        var parts = text.Split('/');
        var numbers = parts.Select(Amount).ToArray();
        return (parts, numbers) switch
        {
            ([_, _], [{ } input, { } output]) => new ModelPrice(input, output),
            ([_, _, _, _], [{ } input, { } output, { } read, { } write]) =>
                new ModelPrice(input, output) { CacheReadUsdPerMillion = read, CacheWriteUsdPerMillion = write },
            ([_, "call"], [{ } usd, _]) => new ModelPrice(0, 0, usd),
            ([_, "window", _], [{ } usd, _, > 0 and var calls]) => ModelPrice.PerWindow(usd, calls),
            _ => throw new PrunerInvalidInput(
                $"{option} is written IN/OUT in US dollars per million tokens, for example 3/15 (or IN/OUT/READ/WRITE with the cache's), " +
                "USD/call, or USD/window/CALLS for an imported model, for example 0.57/window/1000."),
        };
    }

    /// <summary>The price as <see cref="Parse"/> reads it; a window as what a call costs.</summary>
    public static string Of(ModelPrice price) =>
        price is { UsdPerCall: > 0, InputUsdPerMillion: 0, OutputUsdPerMillion: 0 }
            ? FormattableString.Invariant($"{price.UsdPerCall:0.########}/call")
            : string.Join('/', new[] { price.InputUsdPerMillion, price.OutputUsdPerMillion, price.CacheReadUsdPerMillion, price.CacheWriteUsdPerMillion }
                .OfType<double>().Select(v => v.ToString("0.####", CultureInfo.InvariantCulture)));

    private static double? Amount(string part) =>
        double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}

using System.Globalization;

namespace RagPruner.Contexts;

/// <summary>Reads the weight of a source from its metadata.</summary>
internal static class TrustWeight
{
    /// <summary>Whether a number can be a weight.</summary>
    public static bool IsWeight(double value) => double.IsFinite(value) && value >= 0;

    /// <summary>
    /// The context with the weight that its metadata say under a key: a number of at least 0, or a text of one. Of anything else no
    /// more than that it is unreadable.
    /// </summary>
    public static Context WithTrust(this Context context, IReadOnlyDictionary<string, MetadataValue>? metadata, string? key)
    {
        var value = key is null ? null : metadata?.GetValueOrDefault(key);
        var number = value?.Number
            ?? (double.TryParse(value?.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : (double?)null);
        return value is null ? context
            : number is { } weight && IsWeight(weight) ? context with { Trust = weight }
            : context with { HasUnreadableTrust = true };
    }
}

using System.Text.Json;

namespace RagPruner.Contract;

/// <summary>
/// Reads JSON member by member, and refuses what was not expected. Messages name members of the contract and byte offsets,
/// and never quote the text.
/// </summary>
internal static class StrictJson
{
    // A filter of one nested group, with a list as value, is 9 deep; metadata of documents may go deeper.
    private const int MaxDepth = 24;

    /// <summary>Reads a whole text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="read">Reads the value that the reader stands on.</param>
    /// <param name="what">What messages call it.</param>
    /// <exception cref="PrunerInvalidInput">It is not JSON, too deep, or not valid Unicode; or what <paramref name="read"/> threw.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, ValueReader<T> read, string what = "The body")
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            json.Read();
            var value = read(ref json);
            // Anything behind the value makes this throw.
            json.Read();
            return value;
        }
        catch (JsonException)
        {
            throw new PrunerInvalidInput($"{what} is not valid JSON of at most {MaxDepth} levels, at byte {json.BytesConsumed}.");
        }
        catch (InvalidOperationException)
        {
            throw new PrunerInvalidInput($"{what} holds a text that is not valid Unicode, at byte {json.TokenStartIndex}.");
        }
    }

    /// <summary>The next member's name, with the reader on its value; null at the object's end.</summary>
    public static string? NextMember(ref Utf8JsonReader json, string place, string[] members, HashSet<string> seen)
    {
        if (seen.Count == 0 && json.TokenType != JsonTokenType.StartObject)
            throw new PrunerInvalidInput($"{place} must be an object.");
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
            return null;
        var at = json.TokenStartIndex;
        var name = json.GetString()!;
        if (!members.Contains(name, StringComparer.Ordinal))
            throw new PrunerInvalidInput($"{place} has an unknown member at byte {at}; known: {string.Join(", ", members)}.");
        if (!seen.Add(name))
            throw new PrunerInvalidInput($"{place} repeats the member {name} at byte {at}.");
        json.Read();
        return name;
    }

    public static string? ReadText(ref Utf8JsonReader json, string member) => json.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => json.GetString(),
        _ => throw new PrunerInvalidInput($"{member} must be a text."),
    };

    /// <summary>An id, which many write as a number.</summary>
    public static string? ReadTextOrWholeNumber(ref Utf8JsonReader json, string member) =>
        json.TokenType != JsonTokenType.Number ? ReadText(ref json, member)
        : json.TryGetInt64(out var number) ? $"{number}"
        : throw new PrunerInvalidInput($"{member} must be a text or a whole number.");

    /// <summary>A list of one or more, each read by a function that is told its place; null for null.</summary>
    public static IReadOnlyList<T>? ReadList<T>(ref Utf8JsonReader json, string member, int most, ItemReader<T> read)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        var items = new List<T>();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray && items.Count <= most)
                items.Add(read(ref json, $"{member}[{items.Count}]"));
        }
        return items.Count >= 1 && items.Count <= most ? items : throw new PrunerInvalidInput($"{member} must be a list of 1 to {most}.");
    }

    /// <summary>A whole number, however it is written; one beyond all limits is the nearest that can be held, for its limit to refuse.</summary>
    public static int? ReadWholeNumber(ref Utf8JsonReader json, string member) =>
        json.TokenType == JsonTokenType.Null ? null
        : json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number) && double.IsInteger(number)
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
        : throw new PrunerInvalidInput($"{member} must be a whole number.");

    public static bool? ReadFlag(ref Utf8JsonReader json, string member) => json.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True or JsonTokenType.False => json.GetBoolean(),
        _ => throw new PrunerInvalidInput($"{member} must be true or false."),
    };

    public static double? ReadNumber(ref Utf8JsonReader json, string member) =>
        json.TokenType == JsonTokenType.Null ? null
        : json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw new PrunerInvalidInput($"{member} must be a number.");

    /// <summary>The text of a string; null where it holds half of a surrogate pair, which is valid JSON and no text.</summary>
    public static string? TextOrNull(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Reads the value that a reader stands on.</summary>
internal delegate T ValueReader<out T>(ref Utf8JsonReader json);

/// <summary>Reads the item that a reader stands on.</summary>
/// <param name="json">The reader.</param>
/// <param name="place">What messages call the item.</param>
internal delegate T ItemReader<out T>(ref Utf8JsonReader json, string place);

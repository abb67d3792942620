using System.Text.Json;
using RagPruner.Contexts;

namespace RagPruner.Contract;

/// <summary>Reads filters in the JSON form that Bedrock and the HTTP contract share: <c>{"equals": {"key": "lang", "value": "en"}}</c>.</summary>
internal static class FilterJson
{
    private const int LongestKey = 100;

    private static readonly IReadOnlyDictionary<string, FilterOperator> s_operators = new Dictionary<string, FilterOperator>(StringComparer.Ordinal)
    {
        ["equals"] = FilterOperator.EqualTo,
        ["notEquals"] = FilterOperator.NotEqualTo,
        ["greaterThan"] = FilterOperator.GreaterThan,
        ["greaterThanOrEquals"] = FilterOperator.GreaterThanOrEqualTo,
        ["lessThan"] = FilterOperator.LessThan,
        ["lessThanOrEquals"] = FilterOperator.LessThanOrEqualTo,
        ["in"] = FilterOperator.In,
        ["notIn"] = FilterOperator.NotIn,
        ["startsWith"] = FilterOperator.StartsWith,
        ["stringContains"] = FilterOperator.StringContains,
        ["listContains"] = FilterOperator.ListContains,
    };

    private static readonly IReadOnlyDictionary<FilterOperator, string> s_names = s_operators.ToDictionary(o => o.Value, o => o.Key);

    /// <summary>An operator's name in that form.</summary>
    public static string NameOf(FilterOperator operation) => s_names[operation];

    /// <summary>The filter, with at most one nested level of groups.</summary>
    /// <exception cref="PrunerInvalidInput">It is not of that form; the message says what is wrong, without any of its values.</exception>
    public static ContextFilter Read(JsonElement json) => Read(json, ContextFilter.MostLevels);

    /// <summary>A value of metadata; objects and null count as an empty text.</summary>
    public static MetadataValue Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => MetadataValue.Of(json.GetString()!),
        JsonValueKind.Number => MetadataValue.Of(json.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => MetadataValue.Of(json.GetBoolean()),
        JsonValueKind.Array => MetadataValue.Of([.. json.EnumerateArray().Select(Value)]),
        _ => MetadataValue.Of(""),
    };

    private static ContextFilter Read(JsonElement json, int groupsLeft)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Count() != 1)
            throw new PrunerInvalidInput("filter must be an object with exactly one member.");
        var member = json.EnumerateObject().Single();
        if (member.Name is "andAll" or "orAll")
        {
            if (groupsLeft == 0)
                throw new PrunerInvalidInput("filter nests groups more than one level deep.");
            if (member.Value.ValueKind != JsonValueKind.Array || member.Value.GetArrayLength() is < 2 or > ContextFilter.MostMembers)
                throw new PrunerInvalidInput($"filter.{member.Name} must be a list of 2 to {ContextFilter.MostMembers}.");
            return new FilterGroup(member.Name == "andAll", [.. member.Value.EnumerateArray().Select(m => Read(m, groupsLeft - 1))]);
        }
        if (!s_operators.TryGetValue(member.Name, out var operation))
            throw new PrunerInvalidInput($"filter has an unknown operator; known: andAll, orAll, {string.Join(", ", s_operators.Keys)}.");
        if (member.Value.ValueKind != JsonValueKind.Object || member.Value.EnumerateObject().Count() != 2
            || !member.Value.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.String
                || key.GetString() is not { Length: >= 1 and <= LongestKey } name
            || !member.Value.TryGetProperty("value", out var value))
            throw new PrunerInvalidInput($"filter.{member.Name} needs exactly key (1 to {LongestKey} characters) and value.");
        return new FilterClause(operation, name, Fitting(member.Name, operation, value));
    }

    private static MetadataValue Fitting(string name, FilterOperator operation, JsonElement json)
    {
        var value = Value(json);
        var fits = json.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) && operation switch
        {
            FilterOperator.In or FilterOperator.NotIn => value.IsList && value.Items.Count > 0 && json.EnumerateArray().All(IsScalar),
            FilterOperator.GreaterThan or FilterOperator.GreaterThanOrEqualTo or FilterOperator.LessThan or FilterOperator.LessThanOrEqualTo =>
                value.Number is not null,
            FilterOperator.StartsWith or FilterOperator.StringContains or FilterOperator.ListContains => value.Text is not null,
            _ => !value.IsList,
        };
        return fits && IsFinite(value) ? value : throw new PrunerInvalidInput($"filter.{name}.value is of the wrong type.");
    }

    private static bool IsScalar(JsonElement json) =>
        json.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    // 1e999 is valid JSON, and infinity to a reader.
    private static bool IsFinite(MetadataValue value) => value.IsList ? value.Items.All(IsFinite) : value.Number is not { } number || double.IsFinite(number);
}

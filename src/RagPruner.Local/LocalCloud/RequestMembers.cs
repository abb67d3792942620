using System.Text.Json;

namespace RagPruner.Local.LocalCloud;

/// <summary>Reads members of a request, for which null and absent are the same.</summary>
internal static class RequestMembers
{
    public static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement Required(JsonElement json, string name) => Member(json, name) ?? throw AwsError.Validation($"{name} is missing.");
}

using System.Text.Json;

namespace RagPruner.Drafting;

/// <summary>
/// Reads vLLM's <c>prompt_logprobs</c>: a list with null for the first token, then an object for each, keyed by token id,
/// the prompt's own token first: <c>{"260": {"logprob": -2.3, "rank": 2, "decoded_token": " the"}}</c>, or just a number.
/// </summary>
public static class PromptLogprobs
{
    /// <summary>The tokens, or null if there is no such list. Absent and impossible values are null.</summary>
    public static IReadOnlyList<PromptToken>? Read(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Array } list)
            return null;
        return [.. list.EnumerateArray().Select(Token)];
    }

    private static PromptToken Token(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.EnumerateObject().MoveNext())
            return new PromptToken(null, null);
        var (id, own) = item.EnumerateObject().Select(p => (p.Name, p.Value)).First();
        if (own.ValueKind != JsonValueKind.Object)
            return new PromptToken(null, Number(own), id);
        return new PromptToken(
            own.TryGetProperty("decoded_token", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null,
            own.TryGetProperty("logprob", out var logprob) ? Number(logprob) : null,
            id);
    }

    private static double? Number(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) ? LogProbability.Valid(value) : null;
}

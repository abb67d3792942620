using System.Text.Json;
using RagPruner.Drafting;

namespace RagPruner.Local.OpenAi;

/// <summary>
/// Reads vLLM's <c>prompt_logprobs</c>: a list with null for the first token, then an object for each, keyed by token id,
/// the prompt's own token first: <c>{"260": {"logprob": -2.3, "rank": 2, "decoded_token": " the"}}</c>, or just a number.
/// </summary>
internal static class PromptLogprobs
{
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
        var own = item.EnumerateObject().First().Value;
        if (own.ValueKind != JsonValueKind.Object)
            return new PromptToken(null, Number(own));
        return new PromptToken(
            own.TryGetProperty("decoded_token", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null,
            own.TryGetProperty("logprob", out var logprob) ? Number(logprob) : null);
    }

    private static double? Number(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) ? LogProbability.Valid(value) : null;
}

using System.Text.Json;

namespace RagPruner.Models;

/// <summary>
/// Reads vLLM's <c>prompt_logprobs</c>: a list with null for the first token, then an object for each, keyed by token id:
/// <c>{"260": {"logprob": -2.3, "rank": 2, "decoded_token": " the"}}</c>, or just a number. Beside the prompt's own token the
/// likeliest may be listed; the own one is then the less likely of the two, whatever their order.
/// </summary>
internal static class PromptLogprobs
{
    // A template closes the turn and opens the next one with a dozen tokens or two.
    private const int TemplateTokens = 40;

    /// <summary>How many tokens at the end of a prompt can hold a question: no token is shorter than a byte.</summary>
    public static int TailOf(string question)
    {
        return System.Text.Encoding.UTF8.GetByteCount(question) + TemplateTokens;
    }

    /// <summary>The last tokens of the prompt, or null if there is no such list. Absent and impossible values are null.</summary>
    /// <param name="json">The list.</param>
    /// <param name="last">How many tokens to read; the rest of a long prompt is of no use and costs memory.</param>
    public static IReadOnlyList<PromptToken>? Read(JsonElement? json, int last = int.MaxValue)
    {
        if (json is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var length = list.GetArrayLength();
        var skip = Math.Max(0, length - last);
        var tokens = new List<PromptToken>(length - skip);
        foreach (var item in list.EnumerateArray())
        {
            if (skip-- <= 0)
                tokens.Add(Token(item));
        }
        return tokens;
    }

    private static PromptToken Token(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return new PromptToken(null, null);
        PromptToken? own = null;
        foreach (var listed in item.EnumerateObject())
        {
            var token = Token(listed);
            if (own is not { } known || token.Logprob is null || token.Logprob < known.Logprob)
                own = token;
        }
        return own ?? new PromptToken(null, null);
    }

    private static PromptToken Token(JsonProperty listed)
    {
        if (listed.Value.ValueKind != JsonValueKind.Object)
            return new PromptToken(null, Number(listed.Value), listed.Name);
        var text = listed.Value.TryGetProperty("decoded_token", out var decoded) && decoded.ValueKind == JsonValueKind.String ? decoded.GetString() : null;
        // An id is needed only where there is no text.
        return new PromptToken(text, listed.Value.TryGetProperty("logprob", out var logprob) ? Number(logprob) : null, text is null ? listed.Name : null);
    }

    private static double? Number(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) ? LogProbability.Valid(value) : null;
}

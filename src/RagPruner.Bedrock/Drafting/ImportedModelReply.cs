using System.Text.Json;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Text;

namespace RagPruner.Bedrock.Drafting;

/// <summary>
/// A reply of an imported model, whatever its shape: <c>generation</c>, <c>choices[0]</c> and <c>outputs[0]</c> are tried
/// in this order. Log probabilities may be numbers or objects and may be missing; one that cannot be a log probability,
/// or a list of another length than the tokens, makes the evidence missing and never shorter.
/// </summary>
/// <param name="Text">The generated text.</param>
/// <param name="Tokens">The generated tokens; their texts are empty where the reply gives ids only.</param>
/// <param name="HasTokenTexts">Whether <paramref name="Tokens"/> have texts.</param>
/// <param name="PromptTokens">The last of the prompt's tokens, or null.</param>
/// <param name="InputTokens">Prompt tokens as reported, or null.</param>
/// <param name="OutputTokens">Generated tokens as reported, or null.</param>
/// <param name="IsBlocked">Whether a guardrail intervened.</param>
internal sealed record ImportedModelReply(
    string Text, IReadOnlyList<DraftToken>? Tokens, bool HasTokenTexts, IReadOnlyList<PromptToken>? PromptTokens, int? InputTokens, int? OutputTokens, bool IsBlocked)
{
    /// <summary>Whether the limit on its tokens ended the text.</summary>
    public bool IsTruncated { get; private init; }

    public static ImportedModelReply Parse(MemoryStream body, IReadOnlyList<string> endTokenIds, int promptTail)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonRepair.Repair(body.TryGetBuffer(out var buffer) ? buffer : body.ToArray()));
            return Parse(document.RootElement, endTokenIds, promptTail);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new PrunerUpstreamBadResponse("The imported model's reply is not of a known form.", e);
        }
    }

    private static ImportedModelReply Parse(JsonElement json, IReadOnlyList<string> endTokenIds, int promptTail)
    {
        var isBlocked = json.TryGetProperty("amazon-bedrock-guardrailAction", out var action) && action.ValueEquals("INTERVENED");
        if (Member(json, "generation") is { ValueKind: JsonValueKind.String } generation)
        {
            var count = Number(json, "generation_token_count");
            return new ImportedModelReply(
                generation.GetString()!, NativeTokens(json, count, endTokenIds), HasTokenTexts: false,
                PromptLogprobs.Read(Member(json, "prompt_logprobs"), promptTail), Number(json, "prompt_token_count"), count, isBlocked)
            {
                IsTruncated = EndedByLength(Member(json, "stop_reason")),
            };
        }
        if ((First(json, "choices") ?? First(json, "outputs")) is null && isBlocked)
            return new ImportedModelReply("", null, false, null, null, null, IsBlocked: true);
        var choice = First(json, "choices") ?? First(json, "outputs")
            ?? throw new PrunerUpstreamBadResponse("The imported model's reply has neither generation, choices nor outputs.");
        var text = Member(choice, "text") ?? (Member(choice, "message") is { } message ? Member(message, "content") : null);
        var usage = Member(json, "usage");
        return new ImportedModelReply(
            text?.GetString() ?? "", TokensOf(choice), HasTokenTexts: true,
            PromptLogprobs.Read(Member(json, "prompt_logprobs") ?? Member(choice, "prompt_logprobs"), promptTail),
            usage is { } u ? Number(u, "prompt_tokens") : null, usage is { } v ? Number(v, "completion_tokens") : null, isBlocked)
        {
            IsTruncated = EndedByLength(Member(choice, "finish_reason") ?? Member(choice, "stop_reason")),
        };
    }

    private static bool EndedByLength(JsonElement? reason) => reason is { ValueKind: JsonValueKind.String } text && text.ValueEquals("length");

    /// <summary>
    /// A list of objects, token id to number, or of numbers. Where a place lists several ids, the likeliest was drawn: drafts
    /// are made at temperature 0, and the order of a map's members means nothing.
    /// </summary>
    private static IReadOnlyList<DraftToken>? NativeTokens(JsonElement json, int? count, IReadOnlyList<string> endTokenIds)
    {
        if (Member(json, "logprobs") is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var tokens = list.EnumerateArray().Select(item =>
        {
            var (id, logprob) = item.ValueKind == JsonValueKind.Object
                ? item.EnumerateObject().Select(p => (p.Name, Logprob(p.Value))).OrderByDescending(p => p.Item2).FirstOrDefault(("", null))
                : ("", Logprob(item));
            return new DraftToken("", logprob) { IsEnd = endTokenIds.Contains(id, StringComparer.Ordinal) };
        }).ToArray();
        return count is { } reported && reported != tokens.Length ? Missing(tokens) : tokens;
    }

    private static IReadOnlyList<DraftToken>? TokensOf(JsonElement choice)
    {
        if (Member(choice, "logprobs") is not { ValueKind: JsonValueKind.Object } logprobs)
            return null;
        if (Member(logprobs, "content") is { ValueKind: JsonValueKind.Array } content)
            return [.. content.EnumerateArray().Select(t => new DraftToken(TextOf(t, "token"), Logprob(t)) { Top = Top(Member(t, "top_logprobs")) })];
        if (Member(logprobs, "tokens") is not { ValueKind: JsonValueKind.Array } texts)
            return null;
        var values = Member(logprobs, "token_logprobs") is { ValueKind: JsonValueKind.Array } v ? v.EnumerateArray().Select(Logprob).ToArray() : [];
        var tops = Member(logprobs, "top_logprobs") is { ValueKind: JsonValueKind.Array } t ? t.EnumerateArray().ToArray() : [];
        var tokens = texts.EnumerateArray().Select((text, i) => new DraftToken(text.GetString() ?? "", i < values.Length ? values[i] : null)
        {
            Top = i < tops.Length ? Top(tops[i]) : [],
        }).ToArray();
        return values.Length == tokens.Length ? tokens : Missing(tokens);
    }

    private static IReadOnlyList<TokenAlternative> Top(JsonElement? json) => json switch
    {
        { ValueKind: JsonValueKind.Object } map => [.. map.EnumerateObject().Select(p => new TokenAlternative(p.Name, Logprob(p.Value))).OrderByDescending(a => a.Logprob)],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(a => new TokenAlternative(TextOf(a, "token"), Logprob(a)))],
        _ => [],
    };

    private static DraftToken[] Missing(DraftToken[] tokens) => [.. tokens.Select(t => t with { Logprob = null })];

    private static double? Logprob(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetDouble(out var value) => LogProbability.Valid(value),
        JsonValueKind.Object when json.TryGetProperty("logprob", out var inner) => Logprob(inner),
        _ => null,
    };

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonElement? First(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    private static string TextOf(JsonElement json, string name) => Member(json, name)?.GetString() ?? "";

    private static int? Number(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;
}

using System.Text.Json;
using RagPruner.Models;
using RagPruner.Text;

namespace RagPruner.Bedrock.Models;

/// <summary>
/// Reads a reply of an imported model, whatever its shape: <c>generation</c>, <c>choices[0]</c> and <c>outputs[0]</c> are tried
/// in this order. Log probabilities may be numbers or objects and may be missing; one that cannot be a log probability,
/// or a list of another length than the tokens, makes the evidence missing and never shorter.
/// </summary>
internal static class ImportedModelReply
{
    // Some servers return the prompt's tokens unasked. The longest question's are among so many.
    private const int MostPromptTokens = 2048;

    public static Completion Parse(MemoryStream body, IReadOnlyList<string> endTokenIds, int promptTokens)
    {
        try
        {
            using var document = JsonDocument.Parse(JsonRepair.Repair(body.TryGetBuffer(out var buffer) ? buffer : body.ToArray()));
            return Parse(document.RootElement, endTokenIds, promptTokens > 0 ? promptTokens : MostPromptTokens);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new PrunerUpstreamBadResponse("The imported model's reply is not of a known form.", e);
        }
    }

    private static Completion Parse(JsonElement json, IReadOnlyList<string> endTokenIds, int promptTokens)
    {
        var isBlocked = json.TryGetProperty("amazon-bedrock-guardrailAction", out var action) && action.ValueEquals("INTERVENED");
        if (Member(json, "generation") is { ValueKind: JsonValueKind.String } generation)
        {
            var count = Number(json, "generation_token_count");
            return new Completion(generation.GetString()!)
            {
                Tokens = NativeTokens(json, count, endTokenIds),
                PromptTokens = PromptLogprobs.Read(Member(json, "prompt_logprobs"), promptTokens),
                StopCause = StopCauseOf(isBlocked, Member(json, "stop_reason")),
                InputTokens = Number(json, "prompt_token_count"),
                OutputTokens = count,
            };
        }
        if ((First(json, "choices") ?? First(json, "outputs")) is not { } choice)
            return isBlocked ? new Completion("") { StopCause = StopCause.Blocked }
                : throw new PrunerUpstreamBadResponse("The imported model's reply has neither generation, choices nor outputs.");
        var text = Member(choice, "text") ?? (Member(choice, "message") is { } message ? Member(message, "content") : null);
        var usage = Member(json, "usage");
        return new Completion(text?.GetString() ?? "")
        {
            Tokens = TokensOf(choice),
            PromptTokens = PromptLogprobs.Read(Member(json, "prompt_logprobs") ?? Member(choice, "prompt_logprobs"), promptTokens),
            StopCause = StopCauseOf(isBlocked, Member(choice, "finish_reason") ?? Member(choice, "stop_reason")),
            InputTokens = usage is { } u ? Number(u, "prompt_tokens") : null,
            OutputTokens = usage is { } v ? Number(v, "completion_tokens") : null,
        };
    }

    private static StopCause StopCauseOf(bool isBlocked, JsonElement? reason) =>
        isBlocked ? StopCause.Blocked
        : reason is { ValueKind: JsonValueKind.String } text && text.ValueEquals("length") ? StopCause.Length
        : StopCause.End;

    /// <summary>
    /// A list of objects, token id to number, or of numbers. Where a place lists several ids, the likeliest was drawn: drafts
    /// are made at temperature 0, and the order of a map's members means nothing.
    /// </summary>
    private static IReadOnlyList<CompletionToken>? NativeTokens(JsonElement json, int? count, IReadOnlyList<string> endTokenIds)
    {
        if (Member(json, "logprobs") is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var tokens = list.EnumerateArray().Select(item =>
        {
            var (id, logprob) = item.ValueKind == JsonValueKind.Object
                ? item.EnumerateObject().Select(p => (p.Name, Logprob(p.Value))).OrderByDescending(p => p.Item2).FirstOrDefault(("", null))
                : ("", Logprob(item));
            return new CompletionToken("", logprob) { IsEnd = endTokenIds.Contains(id, StringComparer.Ordinal) };
        }).ToArray();
        return count is { } reported && reported != tokens.Length ? Missing(tokens) : tokens;
    }

    private static IReadOnlyList<CompletionToken>? TokensOf(JsonElement choice)
    {
        if (Member(choice, "logprobs") is not { ValueKind: JsonValueKind.Object } logprobs)
            return null;
        if (Member(logprobs, "content") is { ValueKind: JsonValueKind.Array } content)
            return [.. content.EnumerateArray().Select(t => new CompletionToken(TextOf(t, "token"), Logprob(t)) { Top = Top(Member(t, "top_logprobs")) })];
        if (Member(logprobs, "tokens") is not { ValueKind: JsonValueKind.Array } texts)
            return null;
        var values = Member(logprobs, "token_logprobs") is { ValueKind: JsonValueKind.Array } v ? v.EnumerateArray().Select(Logprob).ToArray() : [];
        var tops = Member(logprobs, "top_logprobs") is { ValueKind: JsonValueKind.Array } t ? t.EnumerateArray().ToArray() : [];
        var tokens = texts.EnumerateArray().Select((text, i) => new CompletionToken(text.GetString() ?? "", i < values.Length ? values[i] : null)
        {
            Top = i < tops.Length ? Top(tops[i]) : [],
        }).ToArray();
        return values.Length == tokens.Length ? tokens : Missing(tokens);
    }

    private static IReadOnlyList<CompletionToken> Top(JsonElement? json) => json switch
    {
        { ValueKind: JsonValueKind.Object } map =>
            [.. map.EnumerateObject().Select(p => new CompletionToken(p.Name, Logprob(p.Value))).OrderByDescending(a => a.Logprob)],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(a => new CompletionToken(TextOf(a, "token"), Logprob(a)))],
        _ => [],
    };

    private static CompletionToken[] Missing(CompletionToken[] tokens) => [.. tokens.Select(t => t with { Logprob = null })];

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

using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Models;

namespace RagPruner.Local.LocalCloud;

/// <summary>What the body formats of models share: members of requests, and parts of replies.</summary>
internal static class ModelJson
{
    public const int MostTokens = 8192;

    public const int MostAlternatives = 20;

    public static JsonArray? PromptList(JsonElement body, Completion completion) =>
        Optional(body, "prompt_logprobs", 0, MostAlternatives) is null ? null
        : List(completion.PromptTokens!, t => t.Logprob is null ? null : new JsonObject
        {
            [t.Id!] = new JsonObject { ["logprob"] = t.Logprob, ["rank"] = null, ["decoded_token"] = t.Text },
        });

    public static JsonObject Usage(Completion completion) => new()
    {
        ["prompt_tokens"] = completion.PromptTokens!.Count,
        ["completion_tokens"] = completion.Tokens!.Count,
        ["total_tokens"] = completion.PromptTokens!.Count + completion.Tokens!.Count,
    };

    public static JsonObject Token(string text, double? logprob) => new()
    {
        ["token"] = text,
        ["logprob"] = logprob,
        ["bytes"] = List(System.Text.Encoding.UTF8.GetBytes(text), b => JsonValue.Create((int)b)),
    };

    /// <summary>Generated tokens in OpenAI's chat form.</summary>
    public static JsonObject ChatLogprobs(Completion completion) => new()
    {
        ["content"] = List(completion.Tokens!, t =>
        {
            var token = Token(t.Text, t.Logprob);
            token["top_logprobs"] = List(t.Top, a => Token(a.Text, a.Logprob));
            return token;
        }),
    };

    public static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> convert) => new([.. items.Select(convert)]);

    public static string Finish(Completion completion) => completion.StopCause == StopCause.End ? "stop" : "length";

    public static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw AwsError.Validation($"{name} must be true or false."),
    };

    public static string[] Stops(JsonElement body, string name = "stop") =>
        !body.TryGetProperty(name, out var stop) || stop.ValueKind == JsonValueKind.Null ? []
        : stop.ValueKind == JsonValueKind.String ? [stop.GetString()!]
        : stop.ValueKind == JsonValueKind.Array && stop.EnumerateArray().All(s => s.ValueKind == JsonValueKind.String)
            ? [.. stop.EnumerateArray().Select(s => s.GetString()!)]
        : throw AwsError.Validation($"{name} must be a text or a list of texts.");

    public static int? Optional(JsonElement body, string name, int least, int most) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw AwsError.Validation($"{name} must be a whole number from {least} to {most}.");
}

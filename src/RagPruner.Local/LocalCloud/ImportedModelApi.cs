using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Models;

namespace RagPruner.Local.LocalCloud;

/// <summary>
/// InvokeModel on an imported model: the members of the body choose one of three formats, and the reply has the shape of
/// that format.
/// </summary>
internal sealed class ImportedModelApi(IPromptModel model, TimeProvider time)
{
    private const int MostTokens = 8192;

    public async Task<JsonObject> InvokeAsync(string modelId, JsonElement body, CancellationToken cancellationToken)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw AwsError.Validation("The request body is not a JSON object.");
        if (body.TryGetProperty("messages", out var messages))
            return await ChatAsync(modelId, body, Rendered(messages), cancellationToken);
        if (!body.TryGetProperty("prompt", out var prompt) || prompt.ValueKind != JsonValueKind.String || prompt.GetString() is not { Length: > 0 } text)
            throw AwsError.Validation("The request needs a prompt or messages.");
        return body.TryGetProperty("max_tokens", out _)
            ? await CompletionAsync(modelId, body, text, cancellationToken)
            : await NativeAsync(body, text, cancellationToken);
    }

    private async Task<JsonObject> NativeAsync(JsonElement body, string prompt, CancellationToken cancellationToken)
    {
        var completion = await model.CompleteAsync(prompt, Whole(body, "max_gen_len", 1, MostTokens, 512), [], 0, cancellationToken);
        return new JsonObject
        {
            ["generation"] = completion.Text,
            ["prompt_token_count"] = completion.PromptTokens!.Count,
            ["generation_token_count"] = completion.Tokens!.Count,
            ["stop_reason"] = Finish(completion),
            ["logprobs"] = Flag(body, "return_logprobs") ? List(completion.Tokens!, t => new JsonObject { [$"{PromptWords.IdOf(t.Text)}"] = t.Logprob }) : null,
        };
    }

    private async Task<JsonObject> CompletionAsync(string modelId, JsonElement body, string prompt, CancellationToken cancellationToken)
    {
        var top = Optional(body, "logprobs", 0, 20);
        var completion = await model.CompleteAsync(prompt, Whole(body, "max_tokens", 1, MostTokens, 16), Stops(body), top ?? 0, cancellationToken);
        var offset = 0;
        return new JsonObject
        {
            ["id"] = "cmpl-local",
            ["object"] = "text_completion",
            ["created"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["model"] = modelId,
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["text"] = completion.Text,
                ["logprobs"] = top is null ? null : new JsonObject
                {
                    ["tokens"] = List(completion.Tokens!, t => JsonValue.Create(t.Text)),
                    ["token_logprobs"] = List(completion.Tokens!, t => JsonValue.Create(t.Logprob)),
                    ["top_logprobs"] = List(completion.Tokens!, t =>
                        new JsonObject(t.Top.DistinctBy(a => a.Text, StringComparer.Ordinal)
                        .Select(a => KeyValuePair.Create(a.Text, (JsonNode?)JsonValue.Create(a.Logprob))))),
                    ["text_offset"] = List(completion.Tokens!, t => JsonValue.Create((offset += t.Text.Length) - t.Text.Length)),
                },
                ["finish_reason"] = Finish(completion),
                ["stop_reason"] = null,
                ["prompt_logprobs"] = PromptList(body, completion),
            }),
            ["usage"] = Usage(completion),
        };
    }

    private async Task<JsonObject> ChatAsync(string modelId, JsonElement body, string prompt, CancellationToken cancellationToken)
    {
        var wantsLogprobs = Flag(body, "logprobs");
        var top = Optional(body, "top_logprobs", 0, 20) ?? 0;
        var completion = await model.CompleteAsync(prompt, Whole(body, "max_tokens", 1, MostTokens, 512), Stops(body), top, cancellationToken);
        return new JsonObject
        {
            ["id"] = "chatcmpl-local",
            ["object"] = "chat.completion",
            ["created"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["model"] = modelId,
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = completion.Text },
                ["logprobs"] = !wantsLogprobs ? null : new JsonObject
                {
                    ["content"] = List(completion.Tokens!, t =>
                    {
                        var token = Token(t.Text, t.Logprob);
                        token["top_logprobs"] = List(t.Top, a => Token(a.Text, a.Logprob));
                        return token;
                    }),
                },
                ["finish_reason"] = Finish(completion),
                ["stop_reason"] = null,
            }),
            ["usage"] = Usage(completion),
            ["prompt_logprobs"] = PromptList(body, completion),
        };
    }

    /// <summary>Messages in ChatML, with the last assistant message left open.</summary>
    private static string Rendered(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw AwsError.Validation("messages must be a list that is not empty.");
        var parts = messages.EnumerateArray().Select(m =>
            m.ValueKind == JsonValueKind.Object && m.TryGetProperty("role", out var role) && role.GetString() is "system" or "user" or "assistant"
            && m.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
                ? (Role: m.GetProperty("role").GetString()!, Content: content.GetString()!)
                : throw AwsError.Validation("A message needs a role (system, user or assistant) and a text as content.")).ToArray();
        return ChatMl.Render(parts);
    }

    private static JsonObject Token(string text, double? logprob) => new()
    {
        ["token"] = text,
        ["logprob"] = logprob,
        ["bytes"] = List(System.Text.Encoding.UTF8.GetBytes(text), b => JsonValue.Create((int)b)),
    };

    private static JsonArray? PromptList(JsonElement body, Completion completion) =>
        Optional(body, "prompt_logprobs", 0, 20) is null ? null
        : List(completion.PromptTokens!, t => t.Logprob is null ? null : new JsonObject
        {
            [t.Id!] = new JsonObject { ["logprob"] = t.Logprob, ["rank"] = null, ["decoded_token"] = t.Text },
        });

    private static JsonObject Usage(Completion completion) => new()
    {
        ["prompt_tokens"] = completion.PromptTokens!.Count,
        ["completion_tokens"] = completion.Tokens!.Count,
        ["total_tokens"] = completion.PromptTokens!.Count + completion.Tokens!.Count,
    };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> convert) => new([.. items.Select(convert)]);

    private static string Finish(Completion completion) => completion.StopCause == StopCause.End ? "stop" : "length";

    private static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw AwsError.Validation($"{name} must be true or false."),
    };

    private static string[] Stops(JsonElement body) => !body.TryGetProperty("stop", out var stop) || stop.ValueKind == JsonValueKind.Null ? []
        : stop.ValueKind == JsonValueKind.String ? [stop.GetString()!]
        : stop.ValueKind == JsonValueKind.Array && stop.EnumerateArray().All(s => s.ValueKind == JsonValueKind.String)
            ? [.. stop.EnumerateArray().Select(s => s.GetString()!)]
        : throw AwsError.Validation("stop must be a text or a list of texts.");

    private static int Whole(JsonElement body, string name, int least, int most, int fallback) => Optional(body, name, least, most) ?? fallback;

    private static int? Optional(JsonElement body, string name, int least, int most) =>
        !body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw AwsError.Validation($"{name} must be a whole number from {least} to {most}.");
}

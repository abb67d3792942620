using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Local.EmbeddedModel;
using static RagPruner.Local.LocalCloud.ModelJson;

namespace RagPruner.Local.LocalCloud;

/// <summary>
/// InvokeModel on an imported model: the members of the body choose one of three formats, and the reply has the shape of
/// that format.
/// </summary>
internal sealed class ImportedModelApi(IPromptModel model, ChatApi chat, TimeProvider time)
{
    public async Task<JsonObject> InvokeAsync(string modelId, JsonElement body, CancellationToken cancellationToken)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw AwsError.Validation("The request body is not a JSON object.");
        if (body.TryGetProperty("messages", out _))
            return await chat.CompleteAsync(modelId, body, ChatAbilities.Imported, cancellationToken);
        if (!body.TryGetProperty("prompt", out var prompt) || prompt.ValueKind != JsonValueKind.String || prompt.GetString() is not { Length: > 0 } text)
            throw AwsError.Validation("The request needs a prompt or messages.");
        return body.TryGetProperty("max_tokens", out _)
            ? await CompletionAsync(modelId, body, text, cancellationToken)
            : await NativeAsync(body, text, cancellationToken);
    }

    private async Task<JsonObject> NativeAsync(JsonElement body, string prompt, CancellationToken cancellationToken)
    {
        var completion = await model.CompleteAsync(prompt, Optional(body, "max_gen_len", 1, MostTokens) ?? 512, [], 0, cancellationToken);
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
        var top = Optional(body, "logprobs", 0, MostAlternatives);
        var completion = await model.CompleteAsync(prompt, Optional(body, "max_tokens", 1, MostTokens) ?? 16, Stops(body), top ?? 0, cancellationToken);
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
}

using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Local.EmbeddedModel;
using static RagPruner.Local.LocalCloud.ModelJson;

namespace RagPruner.Local.LocalCloud;

/// <summary>What a model gives to whoever asks by OpenAI's chat form.</summary>
/// <param name="Logprobs">Log probabilities of what it writes; if not, the members are accepted and nothing comes.</param>
/// <param name="PromptLogprobs">Those of the prompt; if not, the same.</param>
internal sealed record ChatAbilities(bool Logprobs, bool PromptLogprobs)
{
    public static ChatAbilities Imported { get; } = new(Logprobs: true, PromptLogprobs: true);

    public static ChatAbilities OfHosted(string model) => new(model == LocalIds.HostedModel, PromptLogprobs: false);
}

/// <summary>Chat completions in OpenAI's form: a body format of imported and hosted models, and two routes of their own.</summary>
internal sealed class ChatApi(IPromptModel model, TimeProvider time)
{
    public async Task<JsonObject> CompleteAsync(string modelId, JsonElement body, ChatAbilities abilities, CancellationToken cancellationToken)
    {
        var wantsLogprobs = Flag(body, "logprobs");
        var top = Optional(body, "top_logprobs", 0, MostAlternatives) ?? 0;
        if (!body.TryGetProperty("messages", out var messages))
            throw AwsError.Validation("The request needs messages.");
        var completion = await model.CompleteAsync(Rendered(messages), Optional(body, "max_tokens", 1, MostTokens) ?? 512, Stops(body), top, cancellationToken);
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
                ["logprobs"] = wantsLogprobs && abilities.Logprobs ? ChatLogprobs(completion) : null,
                ["finish_reason"] = Finish(completion),
                ["stop_reason"] = null,
            }),
            ["usage"] = Usage(completion),
            ["prompt_logprobs"] = abilities.PromptLogprobs ? PromptList(body, completion) : null,
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
}

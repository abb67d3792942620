using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Models;
using static RagPruner.Local.LocalCloud.RequestMembers;

namespace RagPruner.Local.LocalCloud;

/// <summary>Converse and ConverseStream over the local model, with a guardrail that blocks one word.</summary>
internal sealed class ConverseApi(IPromptModel model)
{
    /// <summary>A text with this word is blocked where a guardrail is configured, so that "blocked" can be tried out.</summary>
    public const string BlockedWord = "guardrail-blocks-this";

    private const string BlockedText = "Sorry, the guardrail blocks this.";

    public async Task<Conversation> ConverseAsync(JsonElement body, CancellationToken cancellationToken)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0)
            throw AwsError.Validation("A conversation must have at least one message.");
        var last = messages[messages.GetArrayLength() - 1];
        if (Member(last, "role")?.GetString() is not "user")
            throw AwsError.Validation("A conversation must end with a user message.");
        var text = Text(Member(last, "content") ?? throw AwsError.Validation("The content of a message is missing."));
        if (text.Length == 0)
            throw AwsError.Validation("The content of a message holds no text.");
        var maxTokens = Member(body, "inferenceConfig") is { } inference && Member(inference, "maxTokens") is { } max
            ? max.TryGetInt32(out var n) && n >= 1 ? n : throw AwsError.Validation("inferenceConfig.maxTokens must be at least 1.")
            : 512;
        if (Member(body, "guardrailConfig") is { } guardrail)
        {
            if (Member(guardrail, "guardrailIdentifier") is null || Member(guardrail, "guardrailVersion") is null)
                throw AwsError.Validation("guardrailConfig needs guardrailIdentifier and guardrailVersion.");
            if (text.Contains(BlockedWord, StringComparison.Ordinal))
                return new Conversation(BlockedText, "guardrail_intervened", 0, 0);
        }
        var system = Member(body, "system") is { } blocks ? Text(blocks) : "";
        var prompt = ChatMl.Render(system.Length == 0 ? [("user", text)] : [("system", system), ("user", text)]);
        var completion = await model.CompleteAsync(prompt, maxTokens, [], 0, cancellationToken);
        return new Conversation(completion.Text, completion.StopCause == StopCause.End ? "end_turn"
            : "max_tokens", completion.PromptTokens!.Count, completion.Tokens!.Count);
    }

    private static string Text(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array
            ? string.Join('\n', content.EnumerateArray()
                .Select(c => Member(c, "text")?.GetString()
                ?? (Member(c, "guardContent") is { } g && Member(g, "text") is { } t ? Member(t, "text")?.GetString() : null)).Where(t => t is not null))
            : throw AwsError.Validation("The content of a message must be a list.");
}

/// <summary>An answer of Converse.</summary>
internal sealed record Conversation(string Text, string StopReason, int InputTokens, int OutputTokens)
{
    public JsonObject ToJson() => new()
    {
        ["metrics"] = new JsonObject { ["latencyMs"] = 1 },
        ["output"] = new JsonObject
        {
            ["message"] = new JsonObject { ["content"] = new JsonArray(new JsonObject { ["text"] = Text }), ["role"] = "assistant" },
        },
        ["stopReason"] = StopReason,
        ["usage"] = Usage(),
    };

    /// <summary>The same as a stream: event types with their payloads.</summary>
    public IEnumerable<(string Type, JsonObject Payload)> ToEvents()
    {
        yield return ("messageStart", new JsonObject { ["role"] = "assistant" });
        foreach (var piece in Pieces())
            yield return ("contentBlockDelta", new JsonObject { ["contentBlockIndex"] = 0, ["delta"] = new JsonObject { ["text"] = piece } });
        yield return ("contentBlockStop", new JsonObject { ["contentBlockIndex"] = 0 });
        yield return ("messageStop", new JsonObject { ["stopReason"] = StopReason });
        yield return ("metadata", new JsonObject { ["metrics"] = new JsonObject { ["latencyMs"] = 1 }, ["usage"] = Usage() });
    }

    private IEnumerable<string> Pieces()
    {
        var words = Text.Split(' ');
        for (var i = 0; i < words.Length; i++)
            yield return i == 0 ? words[i] : $" {words[i]}";
    }

    private JsonObject Usage() => new() { ["inputTokens"] = InputTokens, ["outputTokens"] = OutputTokens, ["totalTokens"] = InputTokens + OutputTokens };
}

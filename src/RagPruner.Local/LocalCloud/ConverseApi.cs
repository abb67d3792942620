using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Models;
using static RagPruner.Local.LocalCloud.RequestMembers;

namespace RagPruner.Local.LocalCloud;

/// <summary>Converse and ConverseStream over the local models, with a guardrail that blocks one word.</summary>
internal sealed class ConverseApi(IPromptModel model)
{
    /// <summary>A text with this word is blocked where a guardrail is configured, so that "blocked" can be tried out.</summary>
    public const string BlockedWord = "guardrail-blocks-this";

    private const string BlockedText = "Sorry, the guardrail blocks this.";

    private readonly PromptCache _cache = new();

    /// <param name="modelName">One of <see cref="LocalIds"/>.</param>
    /// <param name="body">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Conversation> ConverseAsync(string modelName, JsonElement body, CancellationToken cancellationToken)
    {
        var prompt = ConversePrompt.Read(body, takesBegunTurns: modelName == LocalIds.HostedModel);
        var fields = AdditionalFields.Read(body, modelName);
        var inference = Member(body, "inferenceConfig");
        var maxTokens = inference is { } i && Member(i, "maxTokens") is { } max
            ? max.TryGetInt32(out var n) && n >= 1 ? n : throw AwsError.Validation("inferenceConfig.maxTokens must be at least 1.")
            : 512;
        var stops = inference is { } s ? ModelJson.Stops(s, "stopSequences") : [];
        if (stops.Any(string.IsNullOrWhiteSpace))
            throw AwsError.Validation("stopSequences must hold no text of white space alone.");
        if (Member(body, "serviceTier") is { } tier && Member(tier, "type")?.GetString() is not ("default" or "flex" or "priority" or "reserved"))
            throw AwsError.Validation("serviceTier.type must be default, flex, priority or reserved.");
        if (Member(body, "guardrailConfig") is { } guardrail)
        {
            if (Member(guardrail, "guardrailIdentifier") is null || Member(guardrail, "guardrailVersion") is null)
                throw AwsError.Validation("guardrailConfig needs guardrailIdentifier and guardrailVersion.");
            if (prompt.Messages.Any(m => m.Content.Contains(BlockedWord, StringComparison.Ordinal)))
                return new Conversation(BlockedText, "guardrail_intervened", 0, 0);
        }
        var completion = await model.CompleteAsync(ChatMl.Render(prompt.Messages), maxTokens, stops, fields.Alternatives, cancellationToken);
        var (read, write) = _cache.Use(prompt.UpToCachePoint);
        return new Conversation(completion.Text, completion.StopCause == StopCause.End ? "end_turn" : "max_tokens",
            Math.Max(0, completion.PromptTokens!.Count - read - write), completion.Tokens!.Count)
        {
            CacheRead = read,
            CacheWrite = write,
            Fields = fields.Of(completion),
        };
    }
}

/// <summary>An answer of Converse.</summary>
internal sealed record Conversation(string Text, string StopReason, int InputTokens, int OutputTokens)
{
    public int CacheRead { get; init; }

    public int CacheWrite { get; init; }

    /// <summary>What was asked for of the model's own reply, or null.</summary>
    public JsonObject? Fields { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["metrics"] = new JsonObject { ["latencyMs"] = 1 },
            ["output"] = new JsonObject
            {
                ["message"] = new JsonObject { ["content"] = new JsonArray(new JsonObject { ["text"] = Text }), ["role"] = "assistant" },
            },
            ["stopReason"] = StopReason,
            ["usage"] = Usage(),
        };
        if (Fields is not null)
            json["additionalModelResponseFields"] = Fields;
        return json;
    }

    /// <summary>The same as a stream: event types with their payloads.</summary>
    public IEnumerable<(string Type, JsonObject Payload)> ToEvents()
    {
        yield return ("messageStart", new JsonObject { ["role"] = "assistant" });
        foreach (var piece in PromptWords.Pieces(Text))
            yield return ("contentBlockDelta", new JsonObject { ["contentBlockIndex"] = 0, ["delta"] = new JsonObject { ["text"] = piece } });
        yield return ("contentBlockStop", new JsonObject { ["contentBlockIndex"] = 0 });
        var stop = new JsonObject { ["stopReason"] = StopReason };
        if (Fields is not null)
            stop["additionalModelResponseFields"] = Fields;
        yield return ("messageStop", stop);
        yield return ("metadata", new JsonObject { ["metrics"] = new JsonObject { ["latencyMs"] = 1 }, ["usage"] = Usage() });
    }

    private JsonObject Usage() => new()
    {
        ["inputTokens"] = InputTokens,
        ["outputTokens"] = OutputTokens,
        ["totalTokens"] = InputTokens + CacheRead + CacheWrite + OutputTokens,
        ["cacheReadInputTokens"] = CacheRead,
        ["cacheWriteInputTokens"] = CacheWrite,
    };
}

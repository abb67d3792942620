using System.Text.Json;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime.Documents;
using RagPruner.Compat;

namespace Amazon.BedrockRuntime;

internal static class ConverseJson
{
    public static void WriteRequest(
        Utf8JsonWriter writer, List<Message> messages, List<SystemContentBlock> system, InferenceConfiguration inference,
        string guardrailIdentifier, string guardrailVersion, GuardrailTrace trace, GuardrailStreamProcessingMode mode)
    {
        writer.Object("guardrailConfig", guardrailIdentifier is not null, () =>
        {
            writer.Text("guardrailIdentifier", guardrailIdentifier);
            writer.Text("guardrailVersion", guardrailVersion);
            writer.Text("streamProcessingMode", mode);
            writer.Text("trace", trace);
        });
        writer.Object("inferenceConfig", inference is not null, () =>
        {
            if (inference.MaxTokens is { } max)
                writer.WriteNumber("maxTokens", max);
            writer.List("stopSequences", inference.StopSequences, writer.WriteStringValue);
            if (inference.Temperature is { } temperature)
                writer.WriteNumber("temperature", temperature);
            if (inference.TopP is { } topP)
                writer.WriteNumber("topP", topP);
        });
        writer.List("messages", messages, message =>
        {
            writer.WriteStartObject();
            writer.List("content", message.Content, block => Block(writer, block.Text, block.GuardContent));
            writer.Text("role", message.Role);
            writer.WriteEndObject();
        });
        writer.List("system", system, block => Block(writer, block.Text, null));
    }

    public static void WriteAdditional(Utf8JsonWriter writer, Document fields, List<string> paths, ServiceTier tier)
    {
        if (!fields.IsNull())
        {
            writer.WritePropertyName("additionalModelRequestFields");
            DocumentJson.Write(writer, fields);
        }
        writer.List("additionalModelResponseFieldPaths", paths, writer.WriteStringValue);
        writer.Object("serviceTier", tier is not null, () => writer.Text("type", tier.Type));
    }

    public static ConverseResponse ReadResponse(JsonElement json) => new()
    {
        Output = json.One("output", o => new ConverseOutput { Message = o.One("message", ReadMessage) }),
        StopReason = json.Text("stopReason"),
        Usage = json.One("usage", ReadUsage),
        Metrics = json.One("metrics", m => new ConverseMetrics { LatencyMs = m.Get("latencyMs")?.GetInt64() }),
        AdditionalModelResponseFields = json.Get("additionalModelResponseFields") is { } fields ? DocumentJson.Read(fields) : default,
    };

    public static TokenUsage ReadUsage(JsonElement json) => new()
    {
        InputTokens = json.Int("inputTokens"),
        OutputTokens = json.Int("outputTokens"),
        TotalTokens = json.Int("totalTokens"),
        CacheReadInputTokens = json.Int("cacheReadInputTokens"),
        CacheWriteInputTokens = json.Int("cacheWriteInputTokens"),
    };

    private static Message ReadMessage(JsonElement json) => new()
    {
        Role = json.Text("role"),
        Content = json.List("content", c => new ContentBlock { Text = c.Text("text") }),
    };

    private static void Block(Utf8JsonWriter writer, string text, GuardrailConverseContentBlock guard)
    {
        writer.WriteStartObject();
        writer.Text("text", text);
        writer.Object("guardContent", guard is not null, () => writer.Object("text", guard.Text is not null, () =>
        {
            writer.List("qualifiers", guard.Text.Qualifiers, writer.WriteStringValue);
            writer.Text("text", guard.Text.Text);
        }));
        writer.WriteEndObject();
    }
}

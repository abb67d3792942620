using System.Text.Encodings.Web;
using System.Text.Json;
using RagPruner.Contract;

namespace RagPruner.Lambda.Agents;

/// <summary>
/// An invocation by an action group of an Amazon Bedrock agent, which has an envelope of its own: by an OpenAPI schema (a path,
/// and members of a request body) or by function details (a function, and parameters). Values come as texts beside their types.
/// </summary>
internal sealed class ActionGroupCall
{
    // What an agent takes of a reply: 25 KB.
    private const int LargestReply = 25_000;
    private const int LargestTexts = 20_000;

    private readonly JsonElement _event;

    private ActionGroupCall(JsonElement call) => _event = call;

    private bool IsFunction => _event.TryGetProperty("function", out _);

    /// <summary>Reads a payload; null where it is no such invocation.</summary>
    public static ActionGroupCall? Of(ReadOnlyMemory<byte> payload)
    {
        if (payload.Span.IndexOf("\"messageVersion\""u8) < 0 || payload.Span.IndexOf("\"actionGroup\""u8) < 0)
            return null;
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(payload);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("messageVersion", out _) && root.TryGetProperty("actionGroup", out _)
            ? new ActionGroupCall(root) : null;
    }

    /// <summary>The members of the call as a body of the contract.</summary>
    /// <exception cref="PrunerInvalidInput">A value is not of its type.</exception>
    public byte[] Body()
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, type, value) in Parameters(_event))
            {
                json.WritePropertyName(name);
                if (type == "string")
                    json.WriteStringValue(value);
                else
                    WriteJson(json, value);
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>The reply with a result.</summary>
    /// <param name="within">The result in UTF-8, its texts cut to so many characters together.</param>
    public byte[] Reply(Func<int, byte[]> within)
    {
        byte[] reply;
        var texts = LargestTexts;
        // How much longer escapes make a text, only writing it tells.
        while ((reply = Reply(200, within(texts), state: null)).Length > LargestReply && texts > 0)
            texts = texts * 3 / 4;
        return reply;
    }

    /// <summary>The reply to a call that the agent has made wrongly, so that it asks again.</summary>
    public byte[] Refuse(string message)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            json.WriteEndObject();
        }
        return Reply(400, buffer.ToArray(), state: "REPROMPT");
    }

    private byte[] Reply(int status, ReadOnlySpan<byte> body, string? state)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("messageVersion", "1.0");
            json.WriteStartObject("response");
            Copy("actionGroup");
            if (IsFunction)
            {
                Copy("function");
                json.WriteStartObject("functionResponse");
                if (state is not null)
                    json.WriteString("responseState", state);
                WriteBody("TEXT", body);
                json.WriteEndObject();
            }
            else
            {
                Copy("apiPath");
                Copy("httpMethod");
                json.WriteNumber("httpStatusCode", status);
                WriteBody("application/json", body);
            }
            json.WriteEndObject();
            json.WriteEndObject();

            void Copy(string name)
            {
                if (_event.TryGetProperty(name, out var value))
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            }

            void WriteBody(string type, ReadOnlySpan<byte> text)
            {
                json.WriteStartObject("responseBody");
                json.WriteStartObject(type);
                json.WriteString("body", text);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        }
        return buffer.ToArray();
    }

    private static void WriteJson(Utf8JsonWriter json, string value)
    {
        try
        {
            using var parsed = JsonDocument.Parse(value);
            parsed.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            throw new PrunerInvalidInput("A parameter is not of its type: lists, objects and numbers are written as JSON.");
        }
    }

    private static IEnumerable<(string Name, string Type, string Value)> Parameters(JsonElement call)
    {
        var lists = new List<JsonElement>();
        if (call.TryGetProperty("parameters", out var parameters))
            lists.Add(parameters);
        if (call.TryGetProperty("requestBody", out var body) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("content", out var content)
            && content.ValueKind == JsonValueKind.Object)
        {
            lists.AddRange(content.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Object && m.Value.TryGetProperty("properties", out _))
                .Select(m => m.Value.GetProperty("properties")));
        }
        return lists.Where(l => l.ValueKind == JsonValueKind.Array).SelectMany(l => l.EnumerateArray()).Where(p => p.ValueKind == JsonValueKind.Object)
            .Select(p => (Text(p, "name"), Text(p, "type"), Text(p, "value")));

        static string Text(JsonElement parameter, string member) =>
            parameter.TryGetProperty(member, out var value) ? value.ValueKind == JsonValueKind.String ? Whole(value) : value.GetRawText() : "";

        static string Whole(JsonElement value) => StrictJson.TextOrNull(value) ?? throw new PrunerInvalidInput("A parameter holds half a character.");
    }
}

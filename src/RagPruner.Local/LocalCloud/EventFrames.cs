using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime.EventStreams;

namespace RagPruner.Local.LocalCloud;

/// <summary>Frames of AWS's event streams, encoded by the SDK itself.</summary>
internal static class EventFrames
{
    public static byte[] Event(string type, JsonObject payload) => Frame("event", ":event-type", type, payload);

    public static byte[] Exception(string type, string message) =>
        Frame("exception", ":exception-type", char.ToLowerInvariant(type[0]) + type[1..], new JsonObject { ["message"] = message });

    private static byte[] Frame(string messageType, string typeHeader, string type, JsonObject payload)
    {
        List<IEventStreamHeader> headers = [Header(":message-type", messageType), Header(typeHeader, type), Header(":content-type", "application/json")];
        return new EventStreamMessage(headers, Encoding.UTF8.GetBytes(payload.ToJsonString())).ToByteArray();
    }

    private static EventStreamHeader Header(string name, string value)
    {
        var header = new EventStreamHeader(name);
        header.SetString(value);
        return header;
    }
}

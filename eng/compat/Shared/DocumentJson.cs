using System.Text.Json;
using Amazon.Runtime.Documents;

namespace RagPruner.Compat;

internal static class DocumentJson
{
    public static Document Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new Document(json.GetBoolean()),
        JsonValueKind.Number when json.TryGetInt32(out var i) => new Document(i),
        JsonValueKind.Number when json.TryGetInt64(out var l) => new Document(l),
        JsonValueKind.Number => new Document(json.GetDouble()),
        JsonValueKind.String => new Document(json.GetString()),
        JsonValueKind.Array => new Document(json.EnumerateArray().Select(Read).ToList()),
        JsonValueKind.Object => new Document(json.EnumerateObject().ToDictionary(p => p.Name, p => Read(p.Value), StringComparer.Ordinal)),
        _ => default,
    };

    public static void Write(Utf8JsonWriter writer, Document document)
    {
        switch (document.Type)
        {
            case DocumentType.Bool: writer.WriteBooleanValue(document.AsBool()); break;
            case DocumentType.Double: writer.WriteNumberValue(document.AsDouble()); break;
            case DocumentType.Int: writer.WriteNumberValue(document.AsInt()); break;
            case DocumentType.Long: writer.WriteNumberValue(document.AsLong()); break;
            case DocumentType.String: writer.WriteStringValue(document.AsString()); break;
            case DocumentType.List:
                writer.WriteStartArray();
                document.AsList().ForEach(item => Write(writer, item));
                writer.WriteEndArray();
                break;
            case DocumentType.Dictionary:
                writer.WriteStartObject();
                foreach (var member in document.AsDictionary())
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            default: writer.WriteNullValue(); break;
        }
    }
}

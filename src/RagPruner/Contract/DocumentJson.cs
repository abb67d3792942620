using System.Text.Json;
using RagPruner.Contexts;
using static RagPruner.Contract.StrictJson;

namespace RagPruner.Contract;

/// <summary>Reads documents: <c>{"text", "id"?, "title"?, "uri"?, "source"?, "score"?, "metadata"?}</c>.</summary>
internal static class DocumentJson
{
    private static readonly string[] s_members = ["text", "id", "title", "uri", "source", "score", "metadata"];

    /// <summary>One document by itself.</summary>
    /// <exception cref="PrunerInvalidInput">It is not one.</exception>
    public static Document Read(ReadOnlySpan<byte> utf8) =>
        StrictJson.Read(utf8, static (ref Utf8JsonReader json) => Item(ref json, "The document", ""), "The document");

    /// <summary>The list that the reader stands on; null for null.</summary>
    /// <exception cref="PrunerInvalidInput">It is not a list of documents, or a list of too many.</exception>
    public static IReadOnlyList<Document>? ReadList(ref Utf8JsonReader json) =>
        StrictJson.ReadList(ref json, "documents", Document.MostDocuments, static (ref Utf8JsonReader item, string place) =>
            Item(ref item, place, $"{place}."));

    private static Document Item(ref Utf8JsonReader json, string place, string prefix)
    {
        var document = new Document("");
        string? text = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextMember(ref json, place, s_members, seen) is { } member)
        {
            var name = prefix + member;
            switch (member)
            {
                case "text":
                    text = ReadText(ref json, name);
                    break;
                case "id":
                    document = document with { Id = ReadTextOrWholeNumber(ref json, name) };
                    break;
                case "title":
                    document = document with { Title = ReadText(ref json, name) };
                    break;
                case "uri":
                    document = document with { Uri = ReadText(ref json, name) };
                    break;
                case "source":
                    document = document with { Source = ReadText(ref json, name) };
                    break;
                case "score":
                    document = document with { Score = ReadNumber(ref json, name) };
                    break;
                default:
                    document = document with { Metadata = Metadata(ref json, name) };
                    break;
            }
        }
        return document with { Text = text ?? throw new PrunerInvalidInput($"{prefix}text is required.") };
    }

    private static Dictionary<string, MetadataValue>? Metadata(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.StartObject)
            throw new PrunerInvalidInput($"{name} must be an object.");
        using var metadata = JsonDocument.ParseValue(ref json);
        var values = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);
        foreach (var member in metadata.RootElement.EnumerateObject())
            values[member.Name] = FilterJson.Value(member.Value);
        return values;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace RagPruner.Local.Corpora;

/// <summary>Reads a corpus of one JSON object a line: <c>id</c>, <c>text</c>, and optionally <c>title</c>, <c>uri</c>, <c>metadata</c>.</summary>
internal static class CorpusJsonl
{
    public static List<CorpusChunk> Read(string path, byte[] bytes)
    {
        var chunks = new List<CorpusChunk>();
        var lineOfId = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, record) in JsonLines.Read(path, bytes, CorpusJson.Default.CorpusRecord))
        {
            if (string.IsNullOrWhiteSpace(record.Id))
                throw JsonLines.Error(path, line, "id is missing or empty");
            if (string.IsNullOrWhiteSpace(record.Text))
                throw JsonLines.Error(path, line, "text is missing or empty");
            if (!lineOfId.TryAdd(record.Id, line))
                throw JsonLines.Error(path, line, $"id is the same as in line {lineOfId[record.Id]}");
            if (record.Metadata is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
                throw JsonLines.Error(path, line, "metadata is not an object");
            chunks.Add(new CorpusChunk(record.Id, record.Title, record.Text, record.Uri, record.Metadata is { ValueKind: JsonValueKind.Object } m
                ? m.GetRawText() : null));
        }
        return chunks;
    }
}

/// <summary>A line of a JSONL corpus.</summary>
internal sealed record CorpusRecord(string? Id, string? Title, string? Text, string? Uri, JsonElement? Metadata);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CorpusRecord))]
internal sealed partial class CorpusJson : JsonSerializerContext;

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RagPruner.Local.Corpora;

/// <summary>Reads files of one JSON object a line. Blank lines are passed over; anything else malformed names its file and line.</summary>
internal static class JsonLines
{
    public static IEnumerable<(int Line, T Value)> Read<T>(string path, byte[] bytes, JsonTypeInfo<T> type) =>
        Split(bytes).Select(l => (l.Line, Parse(path, l.Line, l.Content.Span, type)));

    /// <summary>The lines that are not blank, with their numbers from 1.</summary>
    public static IEnumerable<(int Line, ReadOnlyMemory<byte> Content)> Split(byte[] bytes)
    {
        var start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        for (var line = 1; start < bytes.Length; line++)
        {
            var newline = Array.IndexOf(bytes, (byte)'\n', start);
            var end = newline < 0 ? bytes.Length : newline;
            var content = bytes.AsMemory(start, end - start);
            start = end + 1;
            if (!IsBlank(content.Span))
                yield return (line, content);
        }
    }

    public static PrunerInvalidInput Error(string path, int line, string problem, Exception? inner = null) => new($"{path}, line {line}: {problem}.", inner);

    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    /// <exception cref="PrunerInvalidInput">It is malformed; the message names file and line.</exception>
    public static T Parse<T>(string path, int line, ReadOnlySpan<byte> content, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw Error(path, line, "null is not an object");
        }
        catch (JsonException e)
        {
            var place = e.Path is { Length: > 1 } p ? $" at {p[2..]}" : e.BytePositionInLine is { } b ? $" at byte {b + 1}" : "";
            throw Error(path, line, $"not a valid JSON object of this kind{place}", e);
        }
    }
}

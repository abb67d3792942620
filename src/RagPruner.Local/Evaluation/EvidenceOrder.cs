using System.Text.Json;
using RagPruner.Local.Corpora;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// Puts an evidence file into the order of its questions. Lines are written as questions are done, so that nothing is lost
/// by an interruption; what is done first depends on the machine, and a file must not.
/// </summary>
internal static class EvidenceOrder
{
    /// <summary>Rewrites the file whole or not at all: one line for each question, the last that was written.</summary>
    /// <param name="path">The file, whose lines are all complete.</param>
    /// <param name="ids">The questions in their order; others that the file has come after them, in its own order.</param>
    /// <exception cref="IOException">It cannot be rewritten; it is as it was.</exception>
    public static void Restore(string path, IReadOnlyList<string> ids)
    {
        var lines = LastLines(path, out var count);
        var places = ids.Select((id, place) => (id, place)).ToDictionary(p => p.id, p => p.place, StringComparer.Ordinal);
        var sorted = lines.OrderBy(l => places.GetValueOrDefault(l.Key, int.MaxValue)).ThenBy(l => l.Value.Start).Select(l => l.Value).ToArray();
        if (count == sorted.Length && sorted.Zip(sorted.Skip(1)).All(p => p.First.Start < p.Second.Start))
            return;
        var ordered = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using (var from = File.OpenHandle(path))
            using (var to = File.Create(ordered))
            {
                foreach (var (start, length) in sorted)
                {
                    var line = new byte[length];
                    RandomAccess.Read(from, line, start);
                    to.Write(line);
                }
            }
            File.Move(ordered, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(ordered);
            throw;
        }
    }

    /// <summary>For each question where its last line is, with its line break.</summary>
    private static Dictionary<string, (long Start, int Length)> LastLines(string path, out int count)
    {
        var found = new Dictionary<string, (long, int)>(StringComparer.Ordinal);
        count = 0;
        foreach (var (_, start, line) in LineFile.Lines(path))
        {
            if (IdOf(line.Span) is not { } id)
                continue;
            count++;
            found[id] = (start, line.Length + 1);
        }
        return found;
    }

    /// <summary>A line's question, without reading the rest of it; null where it names none.</summary>
    private static string? IdOf(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var isId = reader.ValueTextEquals("questionId"u8);
            reader.Read();
            if (isId)
                return reader.GetString();
            reader.Skip();
        }
        return null;
    }
}

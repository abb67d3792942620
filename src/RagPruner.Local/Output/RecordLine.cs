using System.Globalization;
using System.Text.Json;

namespace RagPruner.Local.Output;

/// <summary>A function's log record in one short line, for whoever watches a terminal.</summary>
internal static class RecordLine
{
    private static readonly (string Metric, string Word)[] s_verdicts =
        [("ContextsKept", "kept"), ("ContextsPruned", "pruned"), ("ContextsMerged", "merged"), ("ContextsUnscored", "unscored")];

    /// <summary>When, which function, how it ended, what it took, and the id under which the whole record is found.</summary>
    /// <param name="record">The record.</param>
    /// <param name="now">The time.</param>
    public static string Of(ReadOnlyMemory<byte> record, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(record);
        var json = document.RootElement;
        var verdicts = s_verdicts.Select(v => (v.Word, Count: Number(json, v.Metric))).Where(v => v.Count > 0).Select(v => $"{v.Count} {v.Word}");
        string[] took =
        [
            string.Join(", ", verdicts),
            Number(json, "Calls") is { } calls ? $"{calls} {(calls == 1 ? "call" : "calls")}" : "",
            Number(json, "CostUsd") is > 0 and var usd ? $"${usd.ToString("0.0000", CultureInfo.InvariantCulture)}" : "",
            Number(json, "Latency") is { } milliseconds ? $"{milliseconds.ToString("#,0", CultureInfo.InvariantCulture)} ms" : "",
        ];
        // A record that belongs to no request says only what is wrong.
        return string.Join("  ", new[]
        {
            now.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            Text(json, "Function"),
            Text(json, "error") is { Length: > 0 } error ? $"{error}: {Text(json, "message")}" : Text(json, "status"),
            string.Join(", ", took.Where(t => t.Length > 0)),
            Text(json, "requestId"),
        }.Where(part => part.Length > 0));
    }

    private static double? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static string Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}

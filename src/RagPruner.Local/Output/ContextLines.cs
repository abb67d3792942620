using System.Globalization;
using RagPruner.Contexts;
using RagPruner.Drafting;
using Spectre.Console;

namespace RagPruner.Local.Output;

/// <summary>A context as it is shown.</summary>
/// <param name="Context">The context.</param>
/// <param name="Verdict">The disposition, or what it waits for.</param>
/// <param name="Score">The score, or null.</param>
/// <param name="Evidence">The evidence, or null.</param>
/// <param name="Why">Why it was kept or went; empty before the verdict.</param>
/// <param name="Style">How it is coloured where there are colours; the words say the same.</param>
internal sealed record ContextRow(Context Context, string Verdict, double? Score, Evidence? Evidence, string Why, Style Style);

/// <summary>
/// Contexts with their verdicts in lines that fit a terminal: stacked where it is narrow, in columns where there is room.
/// Every line is at most as wide as the terminal.
/// </summary>
internal static class ContextLines
{
    private const int NarrowBelow = 100;
    private const int Gap = 2;
    private const int Indent = 4 + Gap + 8 + Gap + 6 + Gap;

    // Source and reason need so much before there is room for a column of evidence.
    private const int LeastWords = 72;

    private static readonly (string Name, Func<ContextRow, double?> Value)[] s_evidence =
    [
        ("question logprob", r => r.Evidence?.QuestionLogprob),
        ("mean logprob", r => r.Evidence?.MeanLogprob),
        ("retrieval", r => r.Context.RetrievalScore),
    ];

    /// <summary>The lines, a heading first.</summary>
    public static IReadOnlyList<(string Text, Style Style)> Of(IReadOnlyList<ContextRow> rows, int width)
    {
        // What nothing was asked for needs no column.
        var evidence = s_evidence.Where(e => rows.Any(r => e.Value(r) is not null)).ToArray();
        return width < NarrowBelow ? Stacked(rows, evidence, width) : InColumns(rows, evidence, width);
    }

    /// <summary>The same in one line each, for a display that must not be taller than its terminal.</summary>
    public static IReadOnlyList<(string Text, Style Style)> Short(IReadOnlyList<ContextRow> rows, int width) =>
    [
        (Head("source"), Style.Plain),
        .. rows.Select(row => (Lead(row) + Prose.Fit(Words([row.Context.Id, News(row)]), width - Indent), row.Style)),
    ];

    private static string News(ContextRow row) => row.Why.Length > 0 ? row.Why : Evidence(row, s_evidence);

    private static List<(string, Style)> Stacked(IReadOnlyList<ContextRow> rows, (string Name, Func<ContextRow, double?> Value)[] evidence, int width)
    {
        var lines = new List<(string, Style)> { (Head("source"), Style.Plain) };
        foreach (var row in rows)
        {
            lines.Add((Lead(row) + Prose.Fit(row.Context.Id, width - Indent), row.Style));
            Add(Snippet(row.Context.Text), isWhole: false);
            Add(Words([row.Why, Evidence(row, evidence)]), isWhole: true);

            void Add(string text, bool isWhole)
            {
                var indent = new string(' ', Indent);
                foreach (var line in isWhole ? Prose.Lines(text, width - Indent) : [Prose.Fit(text, width - Indent)])
                {
                    if (line.Length > 0)
                        lines.Add((indent + Prose.Fit(line, width - Indent), row.Style));
                }
            }
        }
        return lines;
    }

    private static List<(string, Style)> InColumns(IReadOnlyList<ContextRow> rows, (string Name, Func<ContextRow, double?> Value)[] evidence, int width)
    {
        var left = width - Indent - Gap;
        var columns = new List<(string Name, Func<ContextRow, double?> Value)>();
        foreach (var column in evidence)
        {
            if (left - column.Name.Length - Gap < LeastWords)
                continue;
            left -= column.Name.Length + Gap;
            columns.Add(column);
        }
        var source = left / 2;
        var why = left - source;
        var gap = new string(' ', Gap);
        var between = columns.Sum(c => c.Name.Length + Gap);
        var lines = new List<(string, Style)>
        {
            ((Head(Prose.Cell("source", source)) + string.Concat(columns.Select(c => gap + c.Name)) + gap + "why").TrimEnd(), Style.Plain),
        };
        foreach (var row in rows)
        {
            var numbers = string.Concat(columns.Select(c => gap + Prose.Cell(Number(c.Value(row)), c.Name.Length, isNumber: true)));
            lines.Add(((Lead(row) + Prose.Cell(row.Context.Id, source) + numbers + gap + Prose.Fit(row.Why, why)).TrimEnd(), row.Style));
            var below = new string(' ', Indent) + Prose.Cell(Snippet(row.Context.Text), source + between) + gap + Prose.Fit(Draft(row), why);
            if (below.TrimEnd() is { Length: > 0 } line)
                lines.Add((line, row.Style));
        }
        return lines;
    }

    private static string Evidence(ContextRow row, (string Name, Func<ContextRow, double?> Value)[] evidence) =>
        Words([Draft(row), .. evidence.Where(e => e.Value(row) is not null).Select(e => $"{e.Name} {Number(e.Value(row))}")]);

    private static string Words(IEnumerable<string> parts) => string.Join("; ", parts.Where(p => p.Length > 0));

    private static string Head(string source) => $"rank  {"verdict",-8}  {"score",6}  {source}";

    private static string Lead(ContextRow row) => FormattableString.Invariant($"{row.Context.Rank,4}  {row.Verdict,-8}  {Number(row.Score),6}  ");

    private static string Draft(ContextRow row) => row.Evidence?.Draft is { Length: > 0 } draft ? $"draft \"{draft.Trim()}\"" : "";

    /// <summary>A number as it stands everywhere here, and what stands for none.</summary>
    public static string Number(double? value) => value is { } v ? v.ToString("0.00", CultureInfo.InvariantCulture) : "–";

    private static string Snippet(string text)
    {
        // The headings that a chunk begins with say less than its id does.
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', lines is [var heading, _, ..] && !char.IsPunctuation(heading[^1]) ? lines[1..] : lines);
    }
}

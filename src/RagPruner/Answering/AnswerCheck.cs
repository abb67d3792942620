using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Text;

namespace RagPruner.Answering;

/// <summary>
/// Checks a model's text against the contexts that it was given. Citations of anything else and URLs that stand in no
/// kept context are removed and flagged; the rest are numbered in order of first mention. A short text without any
/// citation is traced to the contexts that contain it word for word.
/// </summary>
public static partial class AnswerCheck
{
    private const int LongestQuotationWords = 20;

    /// <summary>The checked text with its citations and flags.</summary>
    /// <param name="text">The model's text; [n] means <c>contexts[n - 1]</c>.</param>
    /// <param name="contexts">The contexts in the order in which the prompt numbered them.</param>
    public static CheckedText Check(string text, IReadOnlyList<Context> contexts)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(contexts);
        var edit = new TextEdit(text);
        var flags = new SortedSet<string>(StringComparer.Ordinal);
        var cited = new List<int>();
        foreach (Match match in Markup().Matches(text))
        {
            if (match.Groups["cite"] is { Success: true } numbers)
                edit.Replace(match.Index, match.Length, Renumber(numbers.Value, contexts.Count, cited, flags), swallowSpaceBefore: true);
            else if (!IsKnown(Url(match), contexts))
            {
                flags.Add(AnswerFlags.ForeignUrl);
                edit.Replace(match.Index, match.Length, match.Groups["label"].Value, swallowSpaceBefore: true);
            }
        }
        var (result, map) = edit.Apply();
        if (cited.Count == 0 && Quoted(result, contexts) is { Count: > 0 } quoted)
        {
            cited.AddRange(quoted);
            result = $"{result.TrimEnd()} {string.Concat(Enumerable.Range(1, quoted.Count).Select(n => $"[{n}]"))}";
        }
        return new CheckedText(result, [.. cited.Select(i => new Citation(contexts[i].Id, contexts[i].Uri))], [.. flags], map);
    }

    /// <summary>A context's text with bracketed numbers in round brackets, so that a footnote of its own is not taken for a citation.</summary>
    public static string WithoutMarkers(string text) => Marker().Replace(text, "(${numbers})");

    private static string Renumber(string numbers, int contexts, List<int> cited, SortedSet<string> flags)
    {
        var kept = new StringBuilder();
        foreach (var part in numbers.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < 1 || n > contexts)
            {
                flags.Add(AnswerFlags.UncitedSource);
                continue;
            }
            if (!cited.Contains(n - 1))
                cited.Add(n - 1);
            kept.Append('[').Append(cited.IndexOf(n - 1) + 1).Append(']');
        }
        return kept.ToString();
    }

    private static string Url(Match match) => match.Groups["link"] is { Success: true } link ? link.Value : match.Groups["url"].Value;

    private static bool IsKnown(string url, IReadOnlyList<Context> contexts) =>
        contexts.Any(c => string.Equals(c.Uri, url, StringComparison.Ordinal) || Holds(c.Text, url));

    // The URL itself, not one that merely begins alike: https://a.example is not known from https://a.example.net.
    private static bool Holds(string text, string url)
    {
        for (var at = text.IndexOf(url, StringComparison.Ordinal); at >= 0; at = text.IndexOf(url, at + 1, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at + url.Length);
            if (rest.Length > 0 && rest[0] == '.')
                rest = rest[1..];
            if (rest.Length == 0 || !(char.IsLetterOrDigit(rest[0]) || rest[0] == '-'))
                return true;
        }
        return false;
    }

    private static List<int> Quoted(string text, IReadOnlyList<Context> contexts)
    {
        var words = Words.Normals(text);
        if (words.Count is 0 or > LongestQuotationWords || Abstention.Is(text))
            return [];
        var quotation = $" {string.Join(' ', words)} ";
        return [.. Enumerable.Range(0, contexts.Count)
            .Where(i => $" {string.Join(' ', Words.Normals(contexts[i].Text))} ".Contains(quotation, StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"\[(?<numbers>\s*\d{1,9}(?:\s*,\s*\d{1,9})*\s*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();

    // A bracketed list of numbers; a Markdown link; a bare URL without the punctuation that ends its sentence.
    [GeneratedRegex("""\[\s*(?<cite>\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\](?!\()|\[(?<label>[^\[\]]*)\]\((?<link>(?:https?://|www\.)[^\s)]+)\)|(?<url>(?:https?://|www\.)[^\s<>"'\[\]()]*[^\s<>"'\[\]().,;:!?])""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}

/// <summary>A text that passed <see cref="AnswerCheck"/>.</summary>
/// <param name="Text">The text; [n] refers to <c>Citations[n - 1]</c>.</param>
/// <param name="Citations">The kept contexts cited, in order of first mention.</param>
/// <param name="Flags">What was removed, sorted.</param>
/// <param name="Map">For each offset of the model's text (its length included), the offset in <see cref="Text"/>.</param>
public sealed record CheckedText(string Text, IReadOnlyList<Citation> Citations, IReadOnlyList<string> Flags, IReadOnlyList<int> Map);

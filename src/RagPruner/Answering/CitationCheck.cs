using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RagPruner.Answering;

/// <summary>Numbers citations of kept contexts in order of first mention, and removes all others.</summary>
/// <param name="contexts">How many contexts the model was given.</param>
/// <param name="cited">What was cited before, from 0, in order of first mention.</param>
internal sealed partial class CitationCheck(int contexts, IReadOnlyList<int> cited)
{
    private readonly List<int> _cited = [.. cited];

    /// <summary>The contexts cited, from 0, in order of first mention.</summary>
    public IReadOnlyList<int> Cited => _cited;

    /// <summary>Whether something else was cited.</summary>
    public bool HasForeign { get; private set; }

    /// <returns>Whether the text changed.</returns>
    public bool Edit(TextEdit edit)
    {
        foreach (Match match in Marker().Matches(edit.Text))
            edit.Replace(match.Index, match.Length, Renumber(match.Groups["numbers"].Value) is { Length: > 0 } kept ? kept
                : IsWithinWord(edit.Text, match) ? " " : "");
        return edit.Apply();
    }

    // Where a marker goes, what stood around it must not grow together.
    private static bool IsWithinWord(string text, Match match) =>
        match.Index > 0 && !char.IsWhiteSpace(text[match.Index - 1]) && match.Index + match.Length is var end && end < text.Length
            && !char.IsWhiteSpace(text[end]) && text[end] is not ('.' or ',' or ';' or ':' or '!' or '?' or '[' or ')');

    /// <summary>A text with bracketed numbers in round brackets.</summary>
    public static string WithoutMarkers(string text) => Marker().Replace(text, "(${numbers})");

    private string Renumber(string numbers)
    {
        var kept = new StringBuilder();
        foreach (var part in numbers.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < 1 || n > contexts)
            {
                HasForeign = true;
                continue;
            }
            if (!_cited.Contains(n - 1))
                _cited.Add(n - 1);
            kept.Append('[').Append(_cited.IndexOf(n - 1) + 1).Append(']');
        }
        return kept.ToString();
    }

    [GeneratedRegex(@"\[(?<numbers>\s*\d{1,9}(?:\s*,\s*\d{1,9})*\s*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}

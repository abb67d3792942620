using System.Globalization;
using System.Text;

namespace RagPruner.Text;

/// <summary>A word of a text: where it stands, and its form for comparison.</summary>
/// <param name="Start">Offset of the first UTF-16 unit.</param>
/// <param name="Length">Length in UTF-16 units.</param>
/// <param name="Normal">Lower case, without thousands separators and a possessive "'s".</param>
internal readonly record struct Word(int Start, int Length, string Normal);

/// <summary>
/// Splits text into words, the same way wherever words are compared: a run of letters and digits, with an apostrophe
/// inside a word and a point, comma or colon inside a number. A Chinese, Japanese or Thai character is a word by itself.
/// </summary>
internal static class Words
{
    /// <summary>The words of a text, in order.</summary>
    public static List<Word> Of(string text)
    {
        var words = new List<Word>(text.Length / 6 + 1);
        for (var i = 0; i < text.Length;)
        {
            if (!IsWordUnit(text[i]))
            {
                i++;
                continue;
            }
            var start = i++;
            if (!StandsAlone(text[start]))
            {
                while (i < text.Length && (IsWordUnit(text[i]) ? !StandsAlone(text[i]) : JoinsParts(text, i)))
                    i++;
            }
            words.Add(new Word(start, i - start, Normalize(text.AsSpan(start, i - start))));
        }
        return words;
    }

    /// <summary>Only the normalised words of a text, in order.</summary>
    public static IReadOnlyList<string> Normals(string text) => Of(text).ConvertAll(static w => w.Normal);

    /// <summary>The text with a space around each character that is a word by itself, for what splits words at spaces.</summary>
    public static string Spaced(string text)
    {
        if (!text.Any(StandsAlone))
            return text;
        var spaced = new StringBuilder(text.Length * 2);
        foreach (var c in text)
        {
            if (StandsAlone(c))
                spaced.Append(' ').Append(c).Append(' ');
            else
                spaced.Append(c);
        }
        return spaced.ToString();
    }

    private static bool IsWordUnit(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c)
        || (c > 127 && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherNumber);

    private static bool StandsAlone(char c) => c is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\u0e00' and <= '\u0e7f';

    private static bool JoinsParts(string text, int at)
    {
        if (at + 1 >= text.Length)
            return false;
        var (before, after) = (text[at - 1], text[at + 1]);
        return text[at] switch
        {
            '\'' or '\u2019' => char.IsLetter(before) && char.IsLetter(after),
            '.' or ',' or ':' => char.IsAsciiDigit(before) && char.IsAsciiDigit(after),
            _ => false,
        };
    }

    // 1,000,000 is a million; 1,5 is not 15.
    private static bool IsGrouped(ReadOnlySpan<char> word)
    {
        for (var comma = word.IndexOf(','); comma >= 0; comma = word.IndexOf(','))
        {
            word = word[(comma + 1)..];
            if (comma is 0 or > 3 || word.Length < 3 || word.Length > 3 && word[3] is not (',' or '.'))
                return false;
        }
        return true;
    }

    private static string Normalize(ReadOnlySpan<char> word)
    {
        if (word.Length > 2 && word[^2] is '\'' or '\u2019' && word[^1] is 's' or 'S')
            word = word[..^2];
        Span<char> buffer = word.Length <= 64 ? stackalloc char[word.Length] : new char[word.Length];
        var (length, isGrouped) = (0, IsGrouped(word));
        foreach (var c in word)
        {
            if (c is '\'' or '\u2019' || c == ',' && isGrouped)
                continue;
            buffer[length++] = char.ToLowerInvariant(c);
        }
        return new string(buffer[..length]);
    }
}

using System.Buffers;
using System.Text;

namespace RagPruner.Text;

/// <summary>
/// Characters that a reader does not see and a model does: zero-width and bidirectional controls, soft hyphens, tag
/// characters. Text from outside can carry instructions in them, and copies that differ in nothing else are the same.
/// </summary>
internal static class Invisible
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    // Nearly every text has none of them: what can begin one is searched for first, by vectors.
    private static readonly SearchValues<char> s_suspects = SearchValues.Create(
        [
            '\u00AD', '\u034F', '\u061C', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u180E', '\u200B', ZeroWidthNonJoiner, ZeroWidthJoiner, '\u200E', '\u200F',
            '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2060', '\u2061', '\u2062', '\u2063', '\u2064', '\u2066', '\u2067', '\u2068', '\u2069',
            '\u206A', '\u206B', '\u206C', '\u206D', '\u206E', '\u206F', '\u3164', '\uFEFF', '\uFFA0', '\uFFF9', '\uFFFA', '\uFFFB', '\uDB40',
        ]);

    /// <summary>The text without them, and with U+FFFD for each half of a surrogate pair; the same text if there is none.</summary>
    public static string Remove(string text)
    {
        if (!text.AsSpan().ContainsAny(s_suspects) && !HasLoneSurrogate(text))
            return text;
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Is(rune, result))
                result.Append(rune);
        }
        return result.ToString();
    }

    private static bool Is(Rune rune, StringBuilder before) => rune.Value switch
    {
        // Persian, the scripts of India and emoji need the two joiners.
        ZeroWidthNonJoiner or ZeroWidthJoiner => before.Length == 0 || before[^1] < '\u0600',
        // Tags and further variation selectors, which can spell whole texts.
        >= 0xE0000 and <= 0xE0FFF => true,
        <= 0xFFFF => s_suspects.Contains((char)rune.Value),
        _ => false,
    };

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }
        return false;
    }
}

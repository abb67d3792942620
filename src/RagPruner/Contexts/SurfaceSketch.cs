using RagPruner.Text;

namespace RagPruner.Contexts;

/// <summary>
/// A number that texts of the same <see cref="SurfaceForm"/> share, a hundred times cheaper than the form: only texts with
/// the same one need be compared. It is made of the ASCII letters and figures, which no surface form takes away or adds,
/// without case, and without the letters of English articles, which it does.
/// </summary>
internal static class SurfaceSketch
{
    /// <summary>The sketch; null for a text with something that turns into such letters: an entity, a ligature, a mark that joins its letter.</summary>
    public static ulong? Of(string text)
    {
        var hash = Fnv.Start;
        foreach (var c in text)
        {
            if (c is '&' or (>= '\u0300' and <= '\u036F') or (>= '\uFB00' and <= '\uFB06') or '\u0130' or '\u212A')
                return null;
            var letter = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            if (char.IsAsciiDigit(letter) || char.IsAsciiLetterLower(letter) && letter is not ('a' or 'n' or 't' or 'h' or 'e'))
                hash = Fnv.Add(hash, letter);
        }
        return hash;
    }
}

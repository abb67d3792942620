using System.Text.RegularExpressions;
using RagPruner.Drafting.Abstentions;
using RagPruner.Text;

namespace RagPruner.Drafting;

/// <summary>
/// Recognises a draft or answer that says "the answer is not here", in English, German, French and Spanish. Such a draft is
/// confident and useless, so it must be seen before any score is believed. Its first sentence decides: the source is what
/// does not say it ("the passage does not mention a date"), or the speaker cannot tell. A sentence about anything else ("the
/// ticket does not include a cabin") answers, and so does a text that mentions in passing what is missing.
/// </summary>
internal static partial class Abstention
{
    /// <summary>The phrase that the prompts ask a model to use.</summary>
    public const string Phrase = "not in the context";

    private static readonly string[] s_prompted = [Phrase, "not in the sources", "not in the contexts", "not in the source"];

    private const int LongestText = 400;
    private const int LongestSentence = 250;

    /// <summary>Whether the text is an abstention. An empty text is not: it says nothing at all.</summary>
    public static bool Is(string text)
    {
        // No more than this is read: a longer text says more than that it has nothing to say.
        if (text.Length is 0 or > LongestText)
            return false;
        var (sentence, rest) = FirstSentence(text);
        if (sentence.Length is 0 or > LongestSentence)
            return false;
        return IsSentence(sentence)
            || FirstSentence(rest).Sentence is { Length: > 0 and <= LongestSentence } next && IsSentence(next) && English.IsAboutSource(sentence);
    }

    /// <summary>Whether a sentence denies anything, as every abstention does. Most drafts do not, and the patterns are what costs time.</summary>
    internal static bool Denies(string sentence) => Denial().IsMatch(sentence);

    /// <summary>Whether a sentence is as abstentions are in one of the languages.</summary>
    internal static bool IsLikeOne(string sentence) =>
        English.IsAbstention(sentence) || German.IsAbstention(sentence) || French.IsAbstention(sentence) || Spanish.IsAbstention(sentence);

    private static bool IsSentence(string sentence) => Denies(sentence) && IsLikeOne(sentence);

    // In the four languages one after the other.
    [GeneratedRegex(
        @"n't|n/a|not|\b(?:no|dont|doesnt|never|fail|neither|silent|lack|unclear|vague|insufficient|too little|unavailable|missing|absent|omitted|zero"
        + @"|unsure|unable|uncertain|impossible|unanswerable|unknown|outside)"
        + @"|nicht|kein|weder|nirgends|zu wenig"
        + @"|nulle part|sous silence|\b(?:n'|ne\b|pas\b|rien|aucun|jamais|ni\b|mue|silencieu|ignore|impossible)"
        + @"|\b(?:ningun|nada|nunca|tampoco|sin\b|desconozco)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Denial();

    /// <summary>Whether a text is what the prompts ask for where there is no answer, so that the product's own words lose nothing.</summary>
    internal static bool IsPrompted(string text) => s_prompted.Contains(Bare(text), StringComparer.Ordinal);

    /// <summary>Whether a text that is still coming may become such a one.</summary>
    internal static bool MayBecomePrompted(string beginning) =>
        Bare(beginning) is var bare && s_prompted.Any(p => p.StartsWith(bare, StringComparison.Ordinal));

    private static string Bare(string text) => text.Trim(' ', '.', '"', '“', '”', '[', ']').ToLowerInvariant();

    private static bool EndsSentence(string text, int at) => text[at] switch
    {
        '\n' => true,
        '.' or '!' or '?' or '…' => at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] is '"' or '”' or '»' or '[',
        _ => false,
    };

    /// <summary>The first sentence in lower case, without marks on letters, quotation marks, markup and doubled spaces, and what follows it.</summary>
    internal static (string Sentence, string Remainder) FirstSentence(string text)
    {
        // One letter becomes two at most.
        Span<char> result = text.Length <= LongestText ? stackalloc char[2 * LongestText] : new char[2 * text.Length];
        var (i, length) = (0, 0);
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (EndsSentence(text, i) && length > 1)
                break;
            if (c is '"' or '“' or '”' or '„' or '«' or '»' or '*' or '`' or '¿' or '¡' or '(' or ')')
                continue;
            if (c == 'ß')
            {
                result[length++] = 's';
                result[length++] = 's';
                continue;
            }
            var plain = c switch
            {
                '’' or '‘' or '\u02BC' or '\u00B4' => '\'',
                _ when char.IsWhiteSpace(c) => ' ',
                _ => Accents.Plain(char.ToLowerInvariant(c)),
            };
            if (plain != ' ' || length > 0 && result[length - 1] != ' ')
                result[length++] = plain;
        }
        return (result[..length].TrimEnd(" .,;:!?-").ToString(), text[Math.Min(text.Length, i + 1)..]);
    }
}

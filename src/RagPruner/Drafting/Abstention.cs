using RagPruner.Text;

namespace RagPruner.Drafting;

/// <summary>
/// Recognises a draft or answer that says "the answer is not here". Such a draft is confident and useless, so it must
/// be seen before any score is believed. The phrases are English and matched on whole words near the start of a short
/// text; a long text that mentions one in passing is an answer.
/// </summary>
public static class Abstention
{
    /// <summary>The phrase that the prompts ask a model to use.</summary>
    public const string Phrase = "not in the context";

    private const int LongestWords = 25;
    private const int LatestStart = 6;

    private static readonly Dictionary<string, string[][]> s_exact =
        ByFirstWord("unknown", "n a", "unanswerable", "no answer", "not stated", "not given", "not mentioned", "not specified", "not found", "not available", "not provided");

    private static readonly Dictionary<string, string[][]> s_phrases =
        ByFirstWord(
            "not in the context", "not in the contexts", "not in the passage", "not in the passages", "not in the text", "not in the source", "not in the sources",
            "not in the document", "not in the documents", "not in this context", "not in this passage",
            "no information", "no mention of", "no answer", "cannot be determined", "cannot be answered", "cannot answer", "can not answer",
            "cannot determine", "cant answer", "unable to answer", "unable to determine", "i do not know", "i dont know", "not enough information", "insufficient information");

    // "The ticket does not include a cabin" is an answer; "the passage does not include it" is not.
    private static readonly Dictionary<string, string[][]> s_verbs =
        ByFirstWord(
            "does not contain", "do not contain", "doesnt contain", "does not say", "does not mention", "do not mention", "doesnt mention", "does not provide", "do not provide", "does not specify",
            "does not state", "does not answer", "does not include", "is not mentioned", "is not stated", "is not provided", "is not specified", "is not given", "is not available", "is not found");

    private static readonly HashSet<string> s_sourceWords = new(
        ["context", "contexts", "passage", "passages", "text", "document", "documents", "source", "sources", "answer", "information"], StringComparer.Ordinal);

    /// <summary>Whether the text is an abstention. An empty text is not: it says nothing at all.</summary>
    public static bool Is(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // The word count of a long text is not needed: no abstention has so many characters.
        if (text.Length is 0 or > 400)
            return false;
        var words = Words.Normals(text);
        if (words.Count is 0 or > LongestWords)
            return false;
        return Match(words, 0, s_exact)?.Length == words.Count || StartsEarly(words, s_phrases) || StartsEarly(words, s_verbs) && words.Any(s_sourceWords.Contains);
    }

    private static bool StartsEarly(IReadOnlyList<string> words, Dictionary<string, string[][]> phrases)
    {
        for (var at = 0; at <= LatestStart && at < words.Count; at++)
        {
            if (Match(words, at, phrases) is not null)
                return true;
        }
        return false;
    }

    /// <summary>The phrase that stands at a place; the longest of several.</summary>
    private static string[]? Match(IReadOnlyList<string> words, int at, Dictionary<string, string[][]> phrases) =>
        phrases.TryGetValue(words[at], out var candidates) ? Array.Find(candidates, p => Matches(words, at, p)) : null;

    private static bool Matches(IReadOnlyList<string> words, int at, string[] phrase)
    {
        if (at + phrase.Length > words.Count)
            return false;
        for (var i = 0; i < phrase.Length; i++)
        {
            if (!string.Equals(words[at + i], phrase[i], StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private static Dictionary<string, string[][]> ByFirstWord(params IEnumerable<string> phrases) =>
        phrases.Select(p => p.Split(' ')).GroupBy(p => p[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(p => p.Length).ToArray(), StringComparer.Ordinal);
}

using System.Collections.Frozen;
using RagPruner.Text;

namespace RagPruner.Local.KnowledgeBase;

/// <summary>A word with the term that it counts as.</summary>
/// <param name="Word">Where it stands.</param>
/// <param name="Term">Its normal form without a plural ending.</param>
internal readonly record struct TermAt(Word Word, string Term);

/// <summary>Terms: normalised words without English plural endings (the S-stemmer of Harman, "How effective is suffixing?", 1991).</summary>
internal static class Terms
{
    private static readonly FrozenSet<string> s_stopWords = FrozenSet.ToFrozenSet(
    [
        "a", "an", "the", "and", "or", "but", "nor", "of", "in", "on", "at", "by", "for", "from", "to", "into", "with", "without", "about", "as",
            "than", "that", "this", "these",
        "those", "there", "here", "it", "its", "he", "she", "they", "them", "their", "his", "her", "we", "our", "you", "your", "i", "my", "is",
            "are", "was", "were", "be", "been",
        "being", "am", "do", "does", "did", "done", "has", "have", "had", "having", "will", "would", "can", "could", "may", "might", "must", "shall",
            "should", "what", "which",
        "who", "whom", "whose", "when", "where", "why", "how", "if", "so", "not", "no", "any", "some", "all", "each", "other", "such", "only",
            "also", "then", "when", "while",
        "one", "much", "many", "long", "often", "get", "us", "per",
    ],
    StringComparer.Ordinal);

    public static bool IsStopWord(string term) => s_stopWords.Contains(term);

    public static List<TermAt> Of(string text) => Words.Of(text).ConvertAll(static w => new TermAt(w, Stem(w.Normal)));

    internal static string Stem(string word) => word switch
    {
        _ when word.Length < 4 || word[^1] != 's' => word,
        [.., 'i', 'e', 's'] when word[^4] is not ('e' or 'a') => $"{word.AsSpan(0, word.Length - 3)}y",
        [.., 'e', 's'] when word[^3] is not ('a' or 'e' or 'o') => word[..^1],
        [.., 'u' or 's', 's'] or [.., 'e', 's'] => word,
        _ => word[..^1],
    };
}

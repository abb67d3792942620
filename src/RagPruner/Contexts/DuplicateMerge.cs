namespace RagPruner.Contexts;

/// <summary>
/// Finds contexts that say the same, so that only one of them is drafted and sent. Two contexts are near-duplicates when
/// the resemblance of their word 4-shingles (Broder, "On the resemblance and containment of documents", 1997: the
/// Jaccard index of the two shingle sets) reaches <see cref="Resemblance"/> and they agree in every word that often
/// carries the fact: numbers in figures and words, days, months and negations. Two versions of a page that differ in a figure are therefore never merged.
/// </summary>
public static class DuplicateMerge
{
    /// <summary>The least Jaccard index of near-duplicates.</summary>
    public const double Resemblance = 0.8;

    private const int ShingleWords = 4;

    // Negations, number words, days and months.
    private static readonly HashSet<string> s_factWords = new(
        [
            "no", "not", "never", "none", "without", "cannot", "nor", "neither", "only", "except", "unless",
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
            "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion", "half", "quarter", "third", "once", "twice", "double", "first", "second",
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        ],
        StringComparer.Ordinal);

    // With "n't": can't, don't, shouldn't and so on.
    private static readonly HashSet<string> s_contracted = new(
        ["ca", "do", "does", "did", "is", "are", "was", "were", "wo", "would", "should", "could", "has", "have", "had", "must", "need"], StringComparer.Ordinal);

    /// <summary>
    /// For each context, the index of the earlier context that it merges into, or null. A context never merges into one
    /// that is itself merged, and contexts without text never merge.
    /// </summary>
    public static IReadOnlyList<int?> Find(IReadOnlyList<Context> contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        var prints = contexts.Select(c => Fingerprint.Of(c.Text)).ToArray();
        var into = new int?[contexts.Count];
        for (var i = 1; i < prints.Length; i++)
        {
            for (var earlier = 0; earlier < i && into[i] is null; earlier++)
            {
                if (into[earlier] is null && prints[i].SaysTheSameAs(prints[earlier]))
                    into[i] = earlier;
            }
        }
        return into;
    }

    private sealed record Fingerprint(IReadOnlyList<string> Words, HashSet<(string, string, string, string)> Shingles, IReadOnlyList<string> Facts)
    {
        public static Fingerprint Of(string text)
        {
            var all = Text.Words.Of(text);
            var words = all.ConvertAll(w => w.Normal);
            var shingles = new HashSet<(string, string, string, string)>();
            for (var i = 0; i + ShingleWords <= words.Count; i++)
                shingles.Add((words[i], words[i + 1], words[i + 2], words[i + 3]));
            var facts = all.Where(w => IsFact(w.Normal)).Select(w => IsNegative(text, w) ? $"-{w.Normal}" : w.Normal).ToArray();
            return new Fingerprint(words, shingles, facts);
        }

        public bool SaysTheSameAs(Fingerprint other)
        {
            if (Words.Count == 0 || other.Words.Count == 0)
                return false;
            if (!Facts.SequenceEqual(other.Facts, StringComparer.Ordinal))
                return false;
            if (Words.SequenceEqual(other.Words, StringComparer.Ordinal))
                return true;
            var smaller = Math.Min(Shingles.Count, other.Shingles.Count);
            var larger = Math.Max(Shingles.Count, other.Shingles.Count);
            if (smaller < Resemblance * larger || larger == 0)
                return false;
            var shared = Shingles.Count(other.Shingles.Contains);
            return shared >= Resemblance * (Shingles.Count + other.Shingles.Count - shared);
        }

        private static bool IsFact(string word) =>
            s_factWords.Contains(word) || word.Any(char.IsAsciiDigit) || word.EndsWith("nt", StringComparison.Ordinal) && s_contracted.Contains(word[..^2]);

        private static bool IsNegative(string text, Text.Word word) =>
            word.Start > 0 && text[word.Start - 1] is '-' or '\u2212' && (word.Start == 1 || !char.IsLetterOrDigit(text[word.Start - 2]));
    }
}

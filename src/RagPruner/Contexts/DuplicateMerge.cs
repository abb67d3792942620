using RagPruner.Text;

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

    /// <summary>
    /// What is compared of a text: its words and its shingles as 64-bit hashes, the shingles sorted. Facts are looked at
    /// only in the rare pair that is alike.
    /// </summary>
    private sealed record Fingerprint(string Text, ulong[] Words, ulong[] Shingles)
    {
        public static Fingerprint Of(string text)
        {
            var list = RagPruner.Text.Words.Of(text);
            var words = new ulong[list.Count];
            for (var i = 0; i < words.Length; i++)
                words[i] = HashOf(list[i].Normal);
            var shingles = new ulong[Math.Max(0, words.Length - ShingleWords + 1)];
            for (var i = 0; i < shingles.Length; i++)
                shingles[i] = Combine(Combine(Combine(words[i], words[i + 1]), words[i + 2]), words[i + 3]);
            Array.Sort(shingles);
            return new Fingerprint(text, words, Distinct(shingles));
        }

        public bool SaysTheSameAs(Fingerprint other) =>
            Words.Length > 0 && other.Words.Length > 0
            && (Words.AsSpan().SequenceEqual(other.Words) || Resembles(other))
            && Facts(Text).SequenceEqual(Facts(other.Text), StringComparer.Ordinal);

        private bool Resembles(Fingerprint other)
        {
            var smaller = Math.Min(Shingles.Length, other.Shingles.Length);
            var larger = Math.Max(Shingles.Length, other.Shingles.Length);
            if (larger == 0 || smaller < Resemblance * larger)
                return false;
            var shared = Shared(Shingles, other.Shingles);
            return shared >= Resemblance * (Shingles.Length + other.Shingles.Length - shared);
        }

        private static int Shared(ulong[] first, ulong[] second)
        {
            var shared = 0;
            for (int i = 0, j = 0; i < first.Length && j < second.Length;)
            {
                var (a, b) = (first[i], second[j]);
                shared += a == b ? 1 : 0;
                i += a <= b ? 1 : 0;
                j += b <= a ? 1 : 0;
            }
            return shared;
        }

        private static ulong[] Distinct(ulong[] sorted)
        {
            var count = 0;
            for (var i = 0; i < sorted.Length; i++)
            {
                if (i == 0 || sorted[i] != sorted[i - 1])
                    sorted[count++] = sorted[i];
            }
            return sorted[..count];
        }

        private static IEnumerable<string> Facts(string text) =>
            RagPruner.Text.Words.Of(text).Where(w => IsFact(w.Normal)).Select(w => IsNegative(text, w) ? $"-{w.Normal}" : w.Normal);

        private static bool IsFact(string word) =>
            s_factWords.Contains(word) || word.Any(char.IsAsciiDigit) || word.EndsWith("nt", StringComparison.Ordinal) && s_contracted.Contains(word[..^2]);

        private static bool IsNegative(string text, Word word) =>
            word.Start > 0 && text[word.Start - 1] is '-' or '\u2212' && (word.Start == 1 || !char.IsLetterOrDigit(text[word.Start - 2]));

        // FNV-1a: the hash of a string in .NET differs from process to process.
        private static ulong HashOf(string word)
        {
            var hash = 14695981039346656037;
            foreach (var c in word)
                hash = Combine(hash, c);
            return hash;
        }

        private static ulong Combine(ulong hash, ulong value) => unchecked((hash ^ value) * 1099511628211);
    }
}

namespace RagPruner.Text;

/// <summary>
/// Overlap of two texts as bags of words: the token F1 of SQuAD (Rajpurkar et al., 2016), on normalised words without
/// the English articles.
/// </summary>
internal static class TokenOverlap
{
    private const int FewWords = 32;

    /// <summary>Harmonic mean of precision and recall, 0 to 1; 1 for two empty texts, 0 if one of them is empty.</summary>
    public static double F1(string first, string second) => F1(Content(first), Content(second));

    /// <summary>The words that take part in the comparison.</summary>
    public static IReadOnlyList<string> Content(string text) =>
        Words.Normals(text).Where(w => w is not ("a" or "an" or "the")).ToArray();

    /// <summary>The same of words that <see cref="Content"/> gave.</summary>
    public static double F1(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        if (first.Count == 0 || second.Count == 0)
            return first.Count == second.Count ? 1 : 0;
        return 2.0 * (second.Count <= FewWords ? SharedOfFew(first, second) : Shared(first, second)) / (first.Count + second.Count);
    }

    // Drafts are short, and every two of a question are compared: looking at each word beats a table of them.
    private static int SharedOfFew(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        Span<bool> isTaken = stackalloc bool[FewWords];
        var shared = 0;
        for (var i = 0; i < first.Count; i++)
        {
            for (var j = 0; j < second.Count; j++)
            {
                if (isTaken[j] || first[i] != second[j])
                    continue;
                isTaken[j] = true;
                shared++;
                break;
            }
        }
        return shared;
    }

    private static int Shared(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in first)
            left[word] = left.GetValueOrDefault(word) + 1;
        var shared = 0;
        foreach (var word in second)
        {
            if (left.GetValueOrDefault(word) is > 0 and var count)
            {
                left[word] = count - 1;
                shared++;
            }
        }
        return shared;
    }
}

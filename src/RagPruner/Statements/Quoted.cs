using RagPruner.Text;

namespace RagPruner.Statements;

/// <summary>
/// Where a draft was quoted from. A quotation may be cut short, before the unit of a figure or the last name of a person, or
/// miss the figure itself: its sentence has it.
/// </summary>
/// <param name="Sentences">The sentences of the context that it stands in.</param>
/// <param name="Start">Where it begins in them.</param>
/// <param name="End">Where it ends in them.</param>
internal sealed record Quoted(string Sentences, int Start, int End)
{
    /// <summary>Finds a draft in the text of its context, in the sentence that has most of the question's words.</summary>
    /// <returns>Null where it does not stand there word for word.</returns>
    public static Quoted? Find(string draft, string text, IReadOnlySet<string> questionWords)
    {
        Quoted? best = null;
        var most = -1;
        foreach (var (start, end) in Places(draft.Trim().TrimEnd('.'), text))
        {
            var (from, to) = (SentenceStart(text, start), SentenceEnd(text, end));
            var sentences = text[from..to];
            var shared = Words.Normals(sentences).Count(questionWords.Contains);
            if (shared > most)
                (best, most) = (new Quoted(sentences, start - from, end - from), shared);
        }
        return best;
    }

    private static IEnumerable<(int Start, int End)> Places(string draft, string text)
    {
        if (draft.Length == 0)
            yield break;
        var found = false;
        for (var at = text.IndexOf(draft, StringComparison.Ordinal); at >= 0; at = text.IndexOf(draft, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + draft.Length == text.Length || !char.IsLetterOrDigit(text[at + draft.Length])))
            {
                found = true;
                yield return (at, at + draft.Length);
            }
        }
        if (found)
            yield break;
        // Signs between the words may have got lost: 4 C for 4 °C.
        var (wanted, words) = (Words.Normals(draft), Words.Of(text));
        for (var i = 0; wanted.Count > 0 && i + wanted.Count <= words.Count; i++)
        {
            var n = 0;
            while (n < wanted.Count && words[i + n].Normal == wanted[n])
                n++;
            if (n == wanted.Count)
                yield return (words[i].Start, words[i + n - 1].Start + words[i + n - 1].Length);
        }
    }

    private static int SentenceStart(string text, int at)
    {
        for (var i = at - 1; i > 0; i--)
        {
            if (EndsSentence(text, i))
                return i + 1;
        }
        return 0;
    }

    private static int SentenceEnd(string text, int at)
    {
        for (var i = Math.Max(at - 1, 0); i < text.Length; i++)
        {
            if (EndsSentence(text, i))
                return i + 1;
        }
        return text.Length;
    }

    // Not after an initial, nor within a number.
    private static bool EndsSentence(string text, int at) => text[at] switch
    {
        '\n' => true,
        '。' or '！' or '？' => true,
        '.' or '!' or '?' => (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]))
            && !(at > 0 && char.IsUpper(text[at - 1]) && (at < 2 || !char.IsLetter(text[at - 2]))),
        _ => false,
    };
}

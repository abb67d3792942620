using System.Buffers;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>A context taken apart into words, with what lies between them.</summary>
internal sealed class ContextText
{
    private static readonly SearchValues<char> s_ends = SearchValues.Create("!?。！？");
    private static readonly SearchValues<char> s_headingEnds = SearchValues.Create(".!?…:。！？：");
    private static readonly SearchValues<char> s_breaks = SearchValues.Create(",;:()[]—\"");

    public ContextText(string text)
    {
        Text = text;
        Terms = KnowledgeBase.Terms.Of(text);
        Sentence = new int[Terms.Count];
        Continues = new double[Terms.Count];
        for (var i = 0; i + 1 < Terms.Count; i++)
        {
            var gap = Gap(i);
            Sentence[i + 1] = Sentence[i] + (EndsSentence(gap) ? 1 : 0);
            Continues[i] = Continuation(i, gap);
        }
    }

    public string Text { get; }

    public List<TermAt> Terms { get; }

    /// <summary>The number of the sentence that each word stands in.</summary>
    public int[] Sentence { get; }

    /// <summary>The probability that a quotation goes on after each word: high inside a name or a quantity, low across punctuation.</summary>
    public double[] Continues { get; }

    public bool IsCapitalized(int i) => char.IsUpper(Text[Terms[i].Word.Start]);

    public bool IsNumber(int i) => AnswerTypes.IsNumber(Terms[i].Word.Normal);

    public bool IsStopWord(int i) => KnowledgeBase.Terms.IsStopWord(Terms[i].Term);

    /// <summary>The word as it stands, with a sign that belongs to it.</summary>
    public string Surface(int i)
    {
        var (start, end) = (Terms[i].Word.Start, Terms[i].Word.Start + Terms[i].Word.Length);
        if (start > 0 && Text[start - 1] is '$' or '€' or '£' or '#')
            start--;
        if (end < Text.Length && Text[end] is '%' or '°')
            end++;
        return Text[start..end];
    }

    /// <summary>Whether a hyphen or the like joins the word to the one before.</summary>
    public bool IsJoined(int i) => i > 0 && Gap(i - 1) is { Length: 1 } gap && !char.IsWhiteSpace(gap[0]);

    /// <summary>The character that joins the word to the one before, or a space.</summary>
    public string Joint(int i) => IsJoined(i) ? Gap(i - 1).ToString() : " ";

    /// <summary>The sentences, each by its first word and the first behind it.</summary>
    public IEnumerable<(int First, int Next)> Sentences()
    {
        for (int first = 0, next; first < Terms.Count; first = next)
        {
            for (next = first + 1; next < Terms.Count && Sentence[next] == Sentence[first];)
                next++;
            yield return (first, next);
        }
    }

    /// <summary>Whether these first words are a heading: a line by itself, without the mark that ends a sentence.</summary>
    public bool IsHeading(int first, int next) =>
        first == 0 && next < Terms.Count && Gap(next - 1) is var gap && gap.IndexOf('\n') >= 0 && !gap.ContainsAny(s_headingEnds);

    /// <summary>Some words as they stand, with the signs that belong to them.</summary>
    public string Quote(int first, int next)
    {
        var start = Terms[first].Word.Start;
        var end = next < Terms.Count ? Terms[next].Word.Start : Text.Length;
        // What opens a sentence belongs to it; what opens the next one does not.
        while (start > 0 && Text[start - 1] is '"' or '(' or '$' or '€' or '£' or '“')
            start--;
        return Text[start..end].TrimEnd(' ', '\n', '\r', '\t', '"', '(', '$', '€', '£', '“', '-', '*', '#', '|');
    }

    private ReadOnlySpan<char> Gap(int i)
    {
        var end = Terms[i].Word.Start + Terms[i].Word.Length;
        return Text.AsSpan(end, Terms[i + 1].Word.Start - end);
    }

    private double Continuation(int i, ReadOnlySpan<char> gap)
    {
        if (EndsSentence(gap))
            return 0.02;
        if (gap.ContainsAny(s_breaks))
            return 0.1;
        if (gap is "-" or "–" or "/" or "'" or "." or "@" || IsStopWord(i) && !IsNumber(i))
            return 0.9;
        var bothNumbersAhead = i + 2 < Terms.Count && IsNumber(i) && IsNumber(i + 2);
        if (IsNumber(i))
            return bothNumbersAhead || !IsStopWord(i + 1) ? 0.85 : 0.2;
        if (IsNumber(i + 1))
            return 0.5;
        if (IsCapitalized(i))
            return IsCapitalized(i + 1) ? 0.92 : Terms[i + 1].Term == "of" ? 0.7 : 0.25;
        return IsStopWord(i + 1) ? 0.3 : 0.5;
    }

    private static bool EndsSentence(ReadOnlySpan<char> gap) =>
        gap.IndexOf('\n') >= 0 || gap.IndexOfAny(s_ends) >= 0 || gap.IndexOf('.') is >= 0 and var dot && dot + 1 < gap.Length
            && char.IsWhiteSpace(gap[dot + 1]);
}

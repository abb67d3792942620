namespace RagPruner.Answering;

/// <summary>Finds the stretches of an answer that the model itself was unsure of.</summary>
internal static class LowConfidence
{
    /// <summary>
    /// A word is unsure if a token of it has a log probability below this: less than about one chance in five. It is a
    /// place to look, not a verdict; a profile replaces it by measured cuts.
    /// </summary>
    public const double Cut = -1.6;

    /// <summary>Unsure stretches, whole tokens, neighbours joined; null if a log probability is missing or the texts do not match.</summary>
    /// <param name="generated">What the model returned.</param>
    /// <param name="checkedText">The same text after its check.</param>
    public static IReadOnlyList<LowConfidenceSpan>? Spans(GeneratedText generated, CheckedText checkedText)
    {
        if (generated.MeanLogprob is null || Locate(generated) is not { } located)
            return null;
        var spans = new List<LowConfidenceSpan>();
        for (var i = 0; i < located.Count;)
        {
            var first = i;
            while (i < located.Count && located[i].Logprob < Cut)
                i++;
            if (i > first)
                Add(spans, located[first..i], generated.Text, checkedText);
            else
                i++;
        }
        return spans;
    }

    private static void Add(List<LowConfidenceSpan> spans, List<(int Start, int End, double Logprob)> tokens, string text, CheckedText checkedText)
    {
        var (start, end) = (tokens[0].Start, tokens[^1].End);
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        var (from, to) = (checkedText.Map[start], checkedText.Map[end]);
        if (to > from)
            spans.Add(new LowConfidenceSpan(from, to - from, tokens.Average(t => t.Logprob)));
    }

    // The text may be a trimmed form of what the tokens spell.
    private static List<(int Start, int End, double Logprob)>? Locate(GeneratedText generated)
    {
        var tokens = generated.Tokens!.Where(t => !t.IsEnd).ToArray();
        var spelled = string.Concat(tokens.Select(t => t.Text));
        var offset = spelled.IndexOf(generated.Text, StringComparison.Ordinal);
        if (offset < 0)
            return null;
        var located = new List<(int, int, double)>(tokens.Length);
        var at = -offset;
        foreach (var token in tokens)
        {
            var (start, end) = (Math.Clamp(at, 0, generated.Text.Length), Math.Clamp(at + token.Text.Length, 0, generated.Text.Length));
            if (end > start)
                located.Add((start, end, token.Logprob!.Value));
            at += token.Text.Length;
        }
        return located;
    }
}

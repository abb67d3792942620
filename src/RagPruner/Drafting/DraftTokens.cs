namespace RagPruner.Drafting;

/// <summary>Checks the tokens that a server reports against the text that it returned.</summary>
public static class DraftTokens
{
    /// <summary>
    /// The tokens with those behind the text's end marked as closing. If they spell less than the text, some are missing:
    /// then no log probability can be trusted, and all become null.
    /// </summary>
    /// <param name="text">The reply's text.</param>
    /// <param name="tokens">The reply's tokens in order.</param>
    public static IReadOnlyList<DraftToken> Align(string text, IReadOnlyList<DraftToken> tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(tokens);
        var length = text.TrimEnd().Length;
        var spelled = 0;
        var aligned = new List<DraftToken>(tokens.Count);
        foreach (var token in tokens)
        {
            aligned.Add(spelled >= length && !token.IsEnd ? token with { IsEnd = true } : token);
            spelled += token.Text.Length;
        }
        // A character that tokens cut apart decodes to more characters than it has, never to fewer.
        return spelled >= text.Trim().Length ? aligned : aligned.ConvertAll(t => t with { Logprob = null });
    }
}

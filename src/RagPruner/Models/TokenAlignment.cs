namespace RagPruner.Models;

/// <summary>Checks the tokens that a server reports against the text that it returned.</summary>
internal static class TokenAlignment
{
    /// <summary>
    /// The tokens with those behind the text's end marked as closing. If they spell less than the text, some are missing:
    /// then no log probability can be trusted, and all become null.
    /// </summary>
    /// <param name="text">The reply's text.</param>
    /// <param name="tokens">The reply's tokens in order.</param>
    public static IReadOnlyList<CompletionToken> Align(string text, IReadOnlyList<CompletionToken> tokens)
    {
        var spelled = string.Concat(tokens.Select(t => t.Text));
        var end = text.TrimEnd();
        if (spelled.StartsWith(end, StringComparison.Ordinal))
        {
            var at = 0;
            return [.. tokens.Select(t => (at += t.Text.Length) - t.Text.Length >= end.Length ? t with { IsEnd = true } : t)];
        }
        // A character that tokens cut apart decodes to U+FFFD in each, so where the text ends among them cannot be told.
        return spelled.Contains('\uFFFD', StringComparison.Ordinal) || spelled.Length >= text.Trim().Length ? tokens
            : [.. tokens.Select(t => t with { Logprob = null })];
    }
}

namespace RagPruner.Models;

/// <summary>One generated token, or one that could have stood in its place.</summary>
/// <param name="Text">The token's text, with its leading space.</param>
/// <param name="Logprob">Its log probability, or null if the server did not give a valid one.</param>
public sealed record CompletionToken(string Text, double? Logprob)
{
    /// <summary>The most probable tokens at this place, best first; empty if not asked for or not given.</summary>
    public IReadOnlyList<CompletionToken> Top { get; init; } = [];

    /// <summary>Whether the token closed the text (end of text, closing quote): it is no part of the text or its mean.</summary>
    public bool IsEnd { get; init; }
}

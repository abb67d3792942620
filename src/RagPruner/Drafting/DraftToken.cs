namespace RagPruner.Drafting;

/// <summary>One token of a draft.</summary>
/// <param name="Text">The token's text, with its leading space.</param>
/// <param name="Logprob">Its log probability, or null if the server did not give a valid one.</param>
public sealed record DraftToken(string Text, double? Logprob)
{
    /// <summary>The most probable tokens at this place, best first; empty if not asked for or not given.</summary>
    public IReadOnlyList<TokenAlternative> Top { get; init; } = [];

    /// <summary>Whether the token closed the draft (end of text, closing quote): it is not part of the answer or its mean.</summary>
    public bool IsEnd { get; init; }
}

/// <summary>A token that could have stood in a place.</summary>
/// <param name="Text">The token's text.</param>
/// <param name="Logprob">Its log probability.</param>
public sealed record TokenAlternative(string Text, double? Logprob);

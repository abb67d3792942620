namespace RagPruner.Selection;

/// <summary>What a keep rule sees of a context.</summary>
/// <param name="Score">Its score, finite, higher is better.</param>
/// <param name="Tokens">Its estimated length in tokens.</param>
public readonly record struct RankedContext(double Score, int Tokens);

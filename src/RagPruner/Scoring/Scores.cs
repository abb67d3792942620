namespace RagPruner.Scoring;

/// <summary>The scores of one question's contexts.</summary>
/// <param name="Values">One for each context, in the same order; null for no score. Finite.</param>
/// <param name="Features">The names of the scores that went into them.</param>
internal sealed record Scores(IReadOnlyList<double?> Values, IReadOnlyList<string> Features);

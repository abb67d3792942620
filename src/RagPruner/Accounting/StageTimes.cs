namespace RagPruner.Accounting;

/// <summary>Time by stage; null for a stage that was not reached.</summary>
/// <param name="Retrieve">Retrieval.</param>
/// <param name="Draft">All drafts, wall time.</param>
/// <param name="Generate">The final answer.</param>
/// <param name="Total">The whole request.</param>
public sealed record StageTimes(TimeSpan? Retrieve, TimeSpan? Draft, TimeSpan? Generate, TimeSpan Total);

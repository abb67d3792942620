namespace RagPruner.Conflicts;

/// <summary>What the drafts of a question's contexts say against each other.</summary>
/// <param name="Groups">
/// Answers of which at least two cannot both be true: those that hold together first, then by weight, then by rank. Empty if
/// no two contradict each other.
/// </param>
/// <param name="IsSingleSource">Whether the kept contexts all rest on one source, or on copies of it; false where none was kept.</param>
public sealed record EvidenceConflicts(IReadOnlyList<AnswerGroup> Groups, bool IsSingleSource);

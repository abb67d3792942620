namespace RagPruner.Conflicts;

/// <summary>What the drafts of a question's contexts say against each other.</summary>
/// <param name="Groups">
/// Answers of which at least two cannot both be true: those that hold together first, then by weight, then by rank. Empty if
/// no two contradict each other.
/// </param>
/// <param name="IsSingleSource">Whether the kept contexts all rest on one source, or on copies of it; false where none was kept.</param>
public sealed record EvidenceConflicts(IReadOnlyList<AnswerGroup> Groups, bool IsSingleSource);

/// <summary>Sources that say the same where others say otherwise.</summary>
/// <param name="Answer">What they say: the draft of the best ranked.</param>
/// <param name="ContextIds">Their contexts, in retrieval order.</param>
/// <param name="Sources">The sources, each once; a context without one stands for itself by its id.</param>
/// <param name="Weight">The sum of their trust weights, one vote for each source; a source without a weight has 1.</param>
/// <param name="Holds">Whether they belong to the largest set of sources that can all be right.</param>
public sealed record AnswerGroup(string Answer, IReadOnlyList<string> ContextIds, IReadOnlyList<string> Sources, double Weight, bool Holds);

using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>A question's evidence, with the contexts that are known to hold the answer.</summary>
/// <param name="Id">Identifies the question.</param>
/// <param name="Contexts">Its contexts in retrieval order, with their evidence.</param>
/// <param name="NeededIds">Ids of those that hold the answer; a duplicate's stands for it. Empty if none was retrieved.</param>
internal sealed record LabelledQuestion(string Id, IReadOnlyList<PendingContext> Contexts, IReadOnlySet<string> NeededIds)
{
    /// <summary>Whether a context that holds the answer was retrieved: only then can a pruner keep or lose it.</summary>
    public bool IsAnswerable => NeededIds.Count > 0;
}

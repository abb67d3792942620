namespace RagPruner.Local.Conflicts;

/// <summary>The figures of all cases.</summary>
/// <param name="Flag">With conflicts flagged: nothing is dropped.</param>
/// <param name="Drop">With what contradicts dropped.</param>
internal sealed record ConflictReport(ConflictFigures Flag, ConflictFigures Drop);

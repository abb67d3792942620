namespace RagPruner.Statements;

/// <summary>Something that was read in a text, and where it stands.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Start">Offset of its first UTF-16 unit.</param>
/// <param name="End">Offset after its last one.</param>
internal readonly record struct Located<T>(T Value, int Start, int End)
{
    /// <summary>Whether it has a part in a span.</summary>
    public bool Overlaps(int start, int end) => Start < end && start < End;
}

namespace RagPruner.Contract;

/// <summary>The data of the event <c>delta</c>.</summary>
/// <param name="Text">A further piece of the answer's text.</param>
internal sealed record DeltaBody(string Text);

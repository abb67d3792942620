namespace RagPruner.Answering;

/// <summary>A source of an answer.</summary>
/// <param name="ContextId">The kept context.</param>
/// <param name="Uri">Where its source lies, if known.</param>
public sealed record Citation(string ContextId, string? Uri);

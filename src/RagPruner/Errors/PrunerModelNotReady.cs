namespace RagPruner.Errors;

/// <summary>The imported model is being loaded.</summary>
public sealed class PrunerModelNotReady(string message, Exception? inner = null) : PrunerException(ErrorKind.ModelNotReady, message, inner);

namespace RagPruner.Errors;

/// <summary>An account quota was exceeded.</summary>
public sealed class PrunerThrottled(string message, Exception? inner = null) : PrunerException(ErrorKind.Throttled, message, inner);

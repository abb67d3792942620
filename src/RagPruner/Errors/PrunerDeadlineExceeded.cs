namespace RagPruner.Errors;

/// <summary>The time for the request is spent.</summary>
public sealed class PrunerDeadlineExceeded(string message, Exception? inner = null) : PrunerException(ErrorKind.DeadlineExceeded, message, inner);

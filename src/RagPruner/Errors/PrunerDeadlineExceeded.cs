#pragma warning disable CA1710, CA1032, MA0058 // The short type names are the contract: Lambda reports GetType().Name to Step Functions, and state machines match on it.

namespace RagPruner.Errors;

/// <summary>The time for the request is spent.</summary>
public sealed class PrunerDeadlineExceeded(string message, Exception? inner = null) : PrunerException(ErrorKind.DeadlineExceeded, message, inner);

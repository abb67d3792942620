#pragma warning disable CA1710, CA1032, MA0058 // The short type names are the contract: Lambda reports GetType().Name to Step Functions, and state machines match on it.

namespace RagPruner.Errors;

/// <summary>An account quota was exceeded.</summary>
public sealed class PrunerThrottled(string message, Exception? inner = null) : PrunerException(ErrorKind.Throttled, message, inner);

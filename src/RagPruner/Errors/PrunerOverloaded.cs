#pragma warning disable CA1710, CA1032, MA0058 // The short type names are the contract: Lambda reports GetType().Name to Step Functions, and state machines match on it.

namespace RagPruner.Errors;

/// <summary>The service has no capacity.</summary>
public sealed class PrunerOverloaded(string message, Exception? inner = null) : PrunerException(ErrorKind.Overloaded, message, inner);

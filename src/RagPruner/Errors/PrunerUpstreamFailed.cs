#pragma warning disable CA1710, CA1032, MA0058 // The short type names are the contract: Lambda reports GetType().Name to Step Functions, and state machines match on it.

namespace RagPruner.Errors;

/// <summary>A service failed on its side.</summary>
public sealed class PrunerUpstreamFailed(string message, Exception? inner = null) : PrunerException(ErrorKind.UpstreamFailed, message, inner);

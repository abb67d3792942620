#pragma warning disable CA1710, CA1032, MA0058 // The short type names are the contract: Lambda reports GetType().Name to Step Functions, and state machines match on it.

namespace RagPruner.Errors;

/// <summary>A service answered with something that is not a valid answer.</summary>
public sealed class PrunerUpstreamBadResponse(string message, Exception? inner = null) : PrunerException(ErrorKind.UpstreamBadResponse, message, inner);

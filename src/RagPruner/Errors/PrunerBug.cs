#pragma warning disable CA1710, CA1032, MA0058 // The short type names are the contract: Lambda reports GetType().Name to Step Functions, and state machines match on it.

namespace RagPruner.Errors;

/// <summary>A defect in this product.</summary>
public sealed class PrunerBug(string message, Exception? inner = null) : PrunerException(ErrorKind.Bug, message, inner);

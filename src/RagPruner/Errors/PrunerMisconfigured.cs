#pragma warning disable CA1710, CA1032, MA0058 // The short type names are the contract: Lambda reports GetType().Name to Step Functions, and state machines match on it.

namespace RagPruner.Errors;

/// <summary>The deployment is wrong: a setting, a permission, a model id.</summary>
public sealed class PrunerMisconfigured(string message, Exception? inner = null) : PrunerException(ErrorKind.Misconfigured, message, inner);

namespace RagPruner.Errors;

/// <summary>The service has no capacity.</summary>
public sealed class PrunerOverloaded(string message, Exception? inner = null) : PrunerException(ErrorKind.Overloaded, message, inner);

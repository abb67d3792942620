namespace RagPruner.Errors;

/// <summary>The caller may not do this.</summary>
public sealed class PrunerForbidden(string message, Exception? inner = null) : PrunerException(ErrorKind.Forbidden, message, inner);

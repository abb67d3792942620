namespace RagPruner.Errors;

/// <summary>A service failed on its side.</summary>
public sealed class PrunerUpstreamFailed(string message, Exception? inner = null) : PrunerException(ErrorKind.UpstreamFailed, message, inner);

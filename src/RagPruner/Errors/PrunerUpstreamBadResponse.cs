namespace RagPruner.Errors;

/// <summary>A service answered with something that is not a valid answer.</summary>
public sealed class PrunerUpstreamBadResponse(string message, Exception? inner = null) : PrunerException(ErrorKind.UpstreamBadResponse, message, inner);

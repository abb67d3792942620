namespace RagPruner.Errors;

/// <summary>The request is wrong; the message names the member.</summary>
public sealed class PrunerInvalidInput(string message, Exception? inner = null) : PrunerException(ErrorKind.InvalidInput, message, inner);

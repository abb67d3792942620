namespace RagPruner.Errors;

/// <summary>The request is wrong; the message names the member.</summary>
public sealed class PrunerInvalidInput(string message, Exception? inner = null) : PrunerException(ErrorKind.InvalidInput, message, inner)
{
    /// <summary>Whether the body as a whole is too long, which HTTP has a status of its own for.</summary>
    internal bool IsTooLong { get; init; }
}

namespace RagPruner.Errors;

/// <summary>A defect in this product.</summary>
internal sealed class PrunerBug(string message, Exception? inner = null) : PrunerException(ErrorKind.Bug, message, inner);

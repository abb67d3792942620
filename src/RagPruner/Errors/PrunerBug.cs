namespace RagPruner.Errors;

/// <summary>A defect in this product.</summary>
public sealed class PrunerBug(string message, Exception? inner = null) : PrunerException(ErrorKind.Bug, message, inner);

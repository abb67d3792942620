namespace RagPruner.Errors;

/// <summary>The deployment is wrong: a setting, a permission, a model id.</summary>
public sealed class PrunerMisconfigured(string message, Exception? inner = null) : PrunerException(ErrorKind.Misconfigured, message, inner);

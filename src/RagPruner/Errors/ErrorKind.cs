namespace RagPruner.Errors;

/// <summary>The closed list of failures a caller can see. Each has one exception type and one row in the HTTP contract.</summary>
public enum ErrorKind
{
    /// <summary>The request is wrong; sending it again changes nothing.</summary>
    InvalidInput,

    /// <summary>The caller may not do this.</summary>
    Forbidden,

    /// <summary>An account quota was exceeded.</summary>
    Throttled,

    /// <summary>The imported model is being loaded.</summary>
    ModelNotReady,

    /// <summary>The service has no capacity, whatever the caller's quota.</summary>
    Overloaded,

    /// <summary>A service failed on its side.</summary>
    UpstreamFailed,

    /// <summary>A service answered with something that is not a valid answer.</summary>
    UpstreamBadResponse,

    /// <summary>The time for the request is spent.</summary>
    DeadlineExceeded,

    /// <summary>The deployment is wrong: a setting, a permission, a model id.</summary>
    Misconfigured,

    /// <summary>A defect in this product.</summary>
    Bug,
}

namespace RagPruner.Pipeline;

/// <summary>How a request ended, if it did not fail.</summary>
public enum RequestStatus
{
    /// <summary>Everything was scored.</summary>
    Complete,

    /// <summary>Some contexts are unscored, or some candidates failed.</summary>
    Partial,

    /// <summary>Nothing was retrieved, or nothing was kept: an honest "not in the sources".</summary>
    NoContext,

    /// <summary>A guardrail intervened.</summary>
    Blocked,
}

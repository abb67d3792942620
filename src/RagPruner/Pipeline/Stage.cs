namespace RagPruner.Pipeline;

/// <summary>The stages of a request.</summary>
public enum Stage
{
    /// <summary>Finding contexts.</summary>
    Retrieve,

    /// <summary>Drafting from each.</summary>
    Draft,

    /// <summary>Writing the answer.</summary>
    Generate,
}

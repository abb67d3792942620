namespace RagPruner.Calibration;

/// <summary>What to do with an answer.</summary>
public enum NextStep
{
    /// <summary>Give it.</summary>
    Answer,

    /// <summary>Ask back: the question may be unclear.</summary>
    Clarify,

    /// <summary>Fall back: the sources do not hold it.</summary>
    Fallback,

    /// <summary>Let a person look at it first.</summary>
    Review,
}

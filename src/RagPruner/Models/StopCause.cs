namespace RagPruner.Models;

/// <summary>Why a completion ends.</summary>
public enum StopCause
{
    /// <summary>The model came to its end, or to a stop.</summary>
    End,

    /// <summary>The limit on its tokens.</summary>
    Length,

    /// <summary>A guardrail or a content filter.</summary>
    Blocked,

    /// <summary>The prompt is too long for the model, which refused it: nothing was generated, and nothing is billed.</summary>
    TooLong,
}

namespace RagPruner.Conflicts;

/// <summary>What to do where sources contradict each other.</summary>
public enum OnConflict
{
    /// <summary>Say so, and decide nothing by it.</summary>
    Flag,

    /// <summary>Prune, as <c>contradicted</c>, the contexts outside the largest group of sources that can all be right.</summary>
    Drop,

    /// <summary>Say that somebody should look at it: <see cref="Calibration.NextStep.Review"/>.</summary>
    Review,
}

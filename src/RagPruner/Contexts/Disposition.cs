namespace RagPruner.Contexts;

/// <summary>What became of a context. Every context has exactly one.</summary>
public enum Disposition
{
    /// <summary>Sent to the final model.</summary>
    Kept,

    /// <summary>Scored and left out; or its draft said that it does not hold the answer; or it was one document too many.</summary>
    Pruned,

    /// <summary>Left out because there is no score; never the same as a low one.</summary>
    Unscored,

    /// <summary>Says the same as another context, which stands for it.</summary>
    Merged,
}

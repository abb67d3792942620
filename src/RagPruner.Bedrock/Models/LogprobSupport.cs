namespace RagPruner.Bedrock.Models;

/// <summary>What is known of whether a model on Converse returns the log probabilities of what it writes.</summary>
public enum LogprobSupport
{
    /// <summary>It does not: they are not asked for.</summary>
    No,

    /// <summary>They are asked for until the first replies have shown that there are none; that is remembered.</summary>
    Unknown,

    /// <summary>It does: they are always asked for, and evidence without them is missing.</summary>
    Yes,
}

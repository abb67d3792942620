namespace RagPruner.Scoring;

/// <summary>How many contexts must have evidence before a request goes on without the rest.</summary>
internal static class Quorum
{
    /// <summary>At least half of the contexts, and at least three of them if there are three.</summary>
    /// <param name="contexts">How many contexts were to be scored.</param>
    public static int Required(int contexts) => Math.Max((contexts + 1) / 2, Math.Min(3, contexts));
}

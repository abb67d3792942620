namespace RagPruner.Conflicts;

/// <summary>Sources that say the same where others say otherwise.</summary>
/// <param name="Answer">What they say: the draft of the best ranked.</param>
/// <param name="ContextIds">Their contexts, in retrieval order.</param>
/// <param name="Sources">The sources, each once; a context without one stands for itself by its id.</param>
/// <param name="Weight">The sum of their trust weights, one vote for each source; a source without a weight has 1.</param>
/// <param name="Holds">Whether they belong to the largest set of sources that can all be right.</param>
public sealed record AnswerGroup(string Answer, IReadOnlyList<string> ContextIds, IReadOnlyList<string> Sources, double Weight, bool Holds)
{
    /// <summary>The groups that it contradicts, by their places in the list, from 0.</summary>
    public IReadOnlyList<int> Contradicts { get; init; } = [];
}

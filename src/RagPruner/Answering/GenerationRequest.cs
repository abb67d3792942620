using RagPruner.Contexts;

namespace RagPruner.Answering;

/// <summary>One call of the final model.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Contexts">The kept contexts in retrieval order; the model cites them as [1], [2] and so on in this order.</param>
/// <param name="Fence">The delimiter that encloses each context in the prompt.</param>
public sealed record GenerationRequest(string Question, IReadOnlyList<Context> Contexts, string Fence)
{
    /// <summary>Which of several candidates this is, from 0; with more than one the model samples.</summary>
    public int Candidate { get; init; }

    /// <summary>How many candidates are generated in all.</summary>
    public int Candidates { get; init; } = 1;
}

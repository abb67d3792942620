namespace RagPruner.Drafting;

/// <summary>A call for evidence about all contexts of a question.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Contexts">The contexts that are to be scored, in retrieval order, with the evidence that is there already.</param>
/// <param name="Fence">The delimiter that encloses contexts in prompts; occurs in none of them.</param>
internal sealed record QuestionRequest(string Question, IReadOnlyList<ContextEvidence> Contexts, string Fence)
{
    /// <summary>The longest shared answer, in tokens.</summary>
    public int MaxTokens { get; init; } = 24;

    /// <summary>The most estimated tokens of contexts that share a prompt.</summary>
    public int SharedTokens { get; init; } = 3000;
}

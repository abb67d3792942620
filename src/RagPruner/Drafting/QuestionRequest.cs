namespace RagPruner.Drafting;

/// <summary>A call for evidence about all contexts of a question.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Contexts">The contexts that are to be scored, in retrieval order, with the evidence that is there already.</param>
/// <param name="Fence">The delimiter that encloses contexts in prompts; occurs in none of them.</param>
internal sealed record QuestionRequest(string Question, IReadOnlyList<ContextEvidence> Contexts, string Fence);

using RagPruner.Contexts;

namespace RagPruner.Drafting;

/// <summary>One drafting call.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Context">The one context to draft from.</param>
/// <param name="Fence">The delimiter that encloses the context in the prompt, and does not occur in it.</param>
/// <param name="MaxTokens">The longest draft, in tokens.</param>
/// <param name="Needs">The evidence that will be used; the rest need not be asked for.</param>
public sealed record DraftRequest(string Question, Context Context, string Fence, int MaxTokens, EvidenceKinds Needs);

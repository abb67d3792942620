namespace RagPruner.Models;

/// <summary>One token of a prompt, as a server reports it.</summary>
/// <param name="Text">Its decoded text, or null if the server gives ids only.</param>
/// <param name="Logprob">Its log probability given what stands before it; null for the first token or if missing.</param>
/// <param name="Id">Its id in the vocabulary, if known.</param>
public readonly record struct PromptToken(string? Text, double? Logprob, string? Id = null);

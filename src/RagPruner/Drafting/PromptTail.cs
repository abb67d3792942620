using RagPruner.Models;
namespace RagPruner.Drafting;

/// <summary>
/// The end of a prompt's tokens, kept where a server gives token ids without texts: the question can then be found only
/// by comparing the prompts of all its contexts.
/// </summary>
/// <param name="Tokens">The last tokens of the prompt, in order.</param>
/// <param name="TemplateTokens">How many of them the template adds after the question.</param>
internal sealed record PromptTail(IReadOnlyList<PromptToken> Tokens, int TemplateTokens)
{
    /// <summary>Whether it may begin inside the question, because there was no room for more.</summary>
    public bool IsCut { get; init; }
}

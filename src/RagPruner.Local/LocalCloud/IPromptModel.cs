using RagPruner.Drafting;

namespace RagPruner.Local.LocalCloud;

/// <summary>Completes prompts, with log probabilities: the model behind the local Bedrock.</summary>
internal interface IPromptModel
{
    /// <summary>Completes a prompt greedily.</summary>
    /// <param name="prompt">The finished prompt.</param>
    /// <param name="maxTokens">The longest completion.</param>
    /// <param name="stops">Texts that end it.</param>
    /// <param name="alternatives">How many alternatives to list for each token.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<PromptCompletion> CompleteAsync(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives, CancellationToken cancellationToken);
}

/// <summary>A completed prompt.</summary>
/// <param name="Text">The completion.</param>
/// <param name="Tokens">Its tokens, without a closing one.</param>
/// <param name="IsComplete">Whether it came to its end, rather than to the limit.</param>
/// <param name="Prompt">The prompt's tokens.</param>
internal sealed record PromptCompletion(string Text, IReadOnlyList<DraftToken> Tokens, bool IsComplete, IReadOnlyList<PromptToken> Prompt);

using RagPruner.Models;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>Completes finished prompts, with log probabilities: the model behind the local Bedrock.</summary>
internal interface IPromptModel
{
    /// <summary>Completes a prompt greedily. The completion has its tokens, without a closing one, and all of the prompt's.</summary>
    /// <param name="prompt">The finished prompt.</param>
    /// <param name="maxTokens">The longest completion.</param>
    /// <param name="stops">Texts that end it.</param>
    /// <param name="alternatives">How many alternatives to list for each token.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<Completion> CompleteAsync(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives, CancellationToken cancellationToken);
}

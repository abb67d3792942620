namespace RagPruner.Models;

/// <summary>One call of a model.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="MaxTokens">The longest completion, in tokens; at least 1.</param>
public sealed record CompletionRequest(Prompt Prompt, int MaxTokens)
{
    /// <summary>Whether to return the log probabilities of the generated tokens.</summary>
    public bool Logprobs { get; init; }

    /// <summary>How many alternatives to list for each of them, at most; 0 for none.</summary>
    public int Alternatives { get; init; }

    /// <summary>How many of the prompt's last tokens to return with log probabilities; 0 for none.</summary>
    public int PromptTokens { get; init; }

    /// <summary>0 for the most probable completion; above, the model samples.</summary>
    public double Temperature { get; init; }

    /// <summary>Makes sampling repeatable, where the model can; or null.</summary>
    public int? Seed { get; init; }
}

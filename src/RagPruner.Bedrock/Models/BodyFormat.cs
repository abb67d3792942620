namespace RagPruner.Bedrock.Models;

/// <summary>The three bodies that an imported model accepts; its members decide which one a request is.</summary>
public enum BodyFormat
{
    /// <summary>
    /// Bedrock's own: <c>prompt</c>, <c>max_gen_len</c>, <c>return_logprobs</c>. Token ids instead of texts, and no prompt
    /// log probabilities on most models.
    /// </summary>
    Native,

    /// <summary>OpenAI completions: <c>prompt</c>, <c>max_tokens</c>, <c>logprobs</c>, <c>prompt_logprobs</c>.</summary>
    OpenAiCompletion,

    /// <summary>OpenAI chat completions: <c>messages</c>. Needs a chat template in the model's own files.</summary>
    OpenAiChat,
}

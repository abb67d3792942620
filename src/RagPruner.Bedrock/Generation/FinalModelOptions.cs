using RagPruner.Bedrock.KnowledgeBases;

namespace RagPruner.Bedrock.Generation;

/// <summary>The final model on Converse.</summary>
public sealed record FinalModelOptions
{
    /// <summary>A model id, or the ARN of a model or inference profile.</summary>
    public required string ModelId { get; init; }

    /// <summary>The longest answer, in tokens. Bedrock reserves quota by it, so it is always sent.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>A guardrail for the whole prompt, contexts included, and the answer; or null.</summary>
    public GuardrailSettings? Guardrail { get; init; }
}

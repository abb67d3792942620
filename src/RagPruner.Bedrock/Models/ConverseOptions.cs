
namespace RagPruner.Bedrock.Models;

/// <summary>A model on Converse.</summary>
public sealed record ConverseOptions
{
    /// <summary>A model id, or the ARN of a model or inference profile.</summary>
    public required string ModelId { get; init; }

    /// <summary>A guardrail for the whole prompt, contexts included, and the answer; or null.</summary>
    public GuardrailSettings? Guardrail { get; init; }

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(ModelId))
            throw new PrunerMisconfigured($"Options: {nameof(ModelId)} is empty.");
    }
}

using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>A model on Converse.</summary>
public sealed record ConverseOptions
{
    /// <summary>OpenAI's limit, which Bedrock keeps: one more is refused.</summary>
    internal const int MostAlternatives = 20;

    /// <summary>A model id, or the ARN of a model or inference profile.</summary>
    public required string ModelId { get; init; }

    /// <summary>Whether it returns log probabilities of the tokens that it writes.</summary>
    public LogprobSupport Logprobs { get; init; }

    /// <summary>Whether it goes on with an assistant's message that the request begins. Many models refuse one, or begin anew.</summary>
    public bool BegunTurns { get; init; }

    /// <summary><c>default</c>, <c>flex</c>, <c>priority</c> or <c>reserved</c>; null leaves it out.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>A guardrail for the whole prompt, contexts included, and the answer; or null.</summary>
    public GuardrailSettings? Guardrail { get; init; }

    /// <summary>What the model can do, log probabilities granted. Hosted models return none of the prompt.</summary>
    public ModelAbilities Abilities => new()
    {
        OutputLogprobs = Logprobs != LogprobSupport.No,
        Alternatives = Logprobs != LogprobSupport.No ? MostAlternatives : 0,
        BegunTurns = BegunTurns,
        Form = BegunTurns ? "converse-begun" : "converse",
    };

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(ModelId))
            throw new PrunerMisconfigured($"Options: {nameof(ModelId)} is empty.");
    }
}

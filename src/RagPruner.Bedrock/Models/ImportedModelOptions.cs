using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>An imported model and how to speak to it.</summary>
public sealed record ImportedModelOptions
{
    // What every server lists.
    private const int Alternatives = 5;

    /// <summary>The imported model's ARN.</summary>
    public required string ModelId { get; init; }

    /// <summary>The body format.</summary>
    public BodyFormat Format { get; init; } = BodyFormat.OpenAiCompletion;

    /// <summary>How the model's turns are written.</summary>
    public ChatTemplate Template { get; init; } = ChatTemplate.ChatMl;

    /// <summary>Ids of the tokens that end a text, for replies that give ids only: they are left out of means.</summary>
    public IReadOnlyList<string> EndTokenIds { get; init; } = [];

    /// <summary>How many tokens the template adds after the question, for replies that give ids only; at least 0.</summary>
    public int TemplateTailTokens { get; init; } = 8;

    /// <summary>A guardrail for the call, or null. A draft that it blocks is never scored.</summary>
    public GuardrailSettings? Guardrail { get; init; }

    /// <summary><c>default</c>, <c>flex</c>, <c>priority</c> or <c>reserved</c>; null leaves it out, as for models that are billed by window.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What a model can do in this format.</summary>
    public ModelAbilities Abilities => new()
    {
        OutputLogprobs = true,
        TokenTexts = Format != BodyFormat.Native,
        Alternatives = Format == BodyFormat.Native ? 0 : Alternatives,
        PromptLogprobs = Format != BodyFormat.Native,
        BegunTurns = Format != BodyFormat.Native,
        TemplateTailTokens = TemplateTailTokens,
        Form = $"{Format}-{Template}".ToLowerInvariant(),
    };

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(ModelId))
            throw new PrunerMisconfigured($"Options: {nameof(ModelId)} is empty.");
        if (TemplateTailTokens < 0)
            throw new PrunerMisconfigured($"Options: {nameof(TemplateTailTokens)} must be at least 0.");
    }
}

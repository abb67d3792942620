using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Prompts;

namespace RagPruner.Bedrock.Drafting;

/// <summary>An imported model and how to speak to it.</summary>
public sealed record ImportedModelOptions
{
    /// <summary>The imported model's ARN.</summary>
    public required string ModelId { get; init; }

    /// <summary>The body format.</summary>
    public BodyFormat Format { get; init; } = BodyFormat.OpenAiCompletion;

    /// <summary>How the model's turns are written.</summary>
    public ChatTemplate Template { get; init; } = ChatTemplate.ChatMl;

    /// <summary>Identifies what the model is sent: the drafting prompt's wording, the body format and the template.</summary>
    public string PromptId => $"{DraftPrompt.Hash}-{Format}-{Template}".ToLowerInvariant();

    /// <summary>Ids of the tokens that end a text, for replies that give ids only: they are left out of means.</summary>
    public IReadOnlyList<string> EndTokenIds { get; init; } = [];

    /// <summary>How many tokens the template adds after the question, for replies that give ids only.</summary>
    public int TemplateTailTokens { get; init; } = 8;

    /// <summary>A guardrail for the call, or null. A draft that it blocks is never scored.</summary>
    public GuardrailSettings? Guardrail { get; init; }
}

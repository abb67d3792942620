using System.Text.Json;
using System.Text.Json.Serialization;

namespace RagPruner.Neural.Serving;

/// <summary>What can be asked for in either form of a completion. Members that change what comes, and are not served, are refused.</summary>
internal abstract record GenerationBody
{
    public string? Model { get; init; }

    public int? MaxTokens { get; init; }

    public double? Temperature { get; init; }

    public int? Seed { get; init; }

    public JsonElement? Stop { get; init; }

    public bool? Stream { get; init; }

    public StreamBody? StreamOptions { get; init; }

    /// <summary>vLLM's: the log probabilities of the prompt's own tokens. What else could have stood there is not listed, whatever the number.</summary>
    public int? PromptLogprobs { get; init; }

    public int? N { get; init; }

    public double? TopP { get; init; }

    public double? FrequencyPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public JsonElement? Tools { get; init; }

    public JsonElement? ResponseFormat { get; init; }
}

internal sealed record StreamBody(bool? IncludeUsage);

/// <summary>A request for a chat completion.</summary>
internal sealed record ChatBody : GenerationBody
{
    public IReadOnlyList<MessageBody?>? Messages { get; init; }

    public int? MaxCompletionTokens { get; init; }

    public bool? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }

    /// <summary>vLLM's: goes on with the assistant's last message.</summary>
    public bool? ContinueFinalMessage { get; init; }

    public bool? AddGenerationPrompt { get; init; }
}

/// <summary>A message; its content is a text, or a list of parts that are texts.</summary>
internal sealed record MessageBody(string? Role, JsonElement? Content);

/// <summary>A request for completions of finished prompts.</summary>
internal sealed record CompletionBody : GenerationBody
{
    public JsonElement? Prompt { get; init; }

    public int? Logprobs { get; init; }

    public bool? Echo { get; init; }
}

/// <summary>A request for embeddings.</summary>
internal sealed record EmbeddingBody(string? Model, JsonElement? Input, string? EncodingFormat, int? Dimensions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatBody))]
[JsonSerializable(typeof(CompletionBody))]
[JsonSerializable(typeof(EmbeddingBody))]
internal sealed partial class ServingJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace RagPruner.Bedrock.Drafting;

/// <summary>A request body in any of the three formats: only the members of the chosen one are set.</summary>
internal sealed record ImportedModelBody
{
    public string? Prompt { get; init; }

    public IReadOnlyList<ImportedModelMessage>? Messages { get; init; }

    /// <summary>Native only, and paired with <see cref="ReturnLogprobs"/>: max_tokens would make it another format.</summary>
    public int? MaxGenLen { get; init; }

    public int? MaxTokens { get; init; }

    public double Temperature { get; init; }

    public int? Seed { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public bool? ReturnLogprobs { get; init; }

    /// <summary>A number of alternatives in completions, true in chat.</summary>
    public JsonElement? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }

    public int? PromptLogprobs { get; init; }

    public bool? ContinueFinalMessage { get; init; }

    public bool? AddGenerationPrompt { get; init; }

    public MemoryStream ToStream() => new(JsonSerializer.SerializeToUtf8Bytes(this, ImportedModelJson.Default.ImportedModelBody), writable: false);
}

internal sealed record ImportedModelMessage(string Role, string Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportedModelBody))]
internal sealed partial class ImportedModelJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>A request body in any of the three formats: only the members of the chosen one are set.</summary>
internal sealed record ImportedModelBody
{
    private static readonly JsonElement s_true = Json("true");

    /// <summary>Pieces that are one text in JSON: each draft sends a long one.</summary>
    [JsonConverter(typeof(PiecesConverter))]
    public IReadOnlyList<string>? Prompt { get; init; }

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

    public static ImportedModelBody Of(CompletionRequest request, ImportedModelOptions options)
    {
        var (prompt, begins) = (request.Prompt, request.Prompt.Begun is not null);
        var body = new ImportedModelBody { Temperature = request.Temperature, Seed = request.Seed };
        if (options.Format == BodyFormat.Native)
            return body with { Prompt = options.Template.Render(prompt), MaxGenLen = request.MaxTokens, ReturnLogprobs = request.Logprobs ? true : null };
        body = body with
        {
            MaxTokens = request.MaxTokens,
            Stop = prompt.Stops.Count > 0 ? prompt.Stops : null,
            PromptLogprobs = request.PromptTokens > 0 ? 1 : null,
        };
        if (options.Format == BodyFormat.OpenAiCompletion)
            return body with { Prompt = options.Template.Render(prompt), Logprobs = request.Logprobs ? Json($"{Math.Max(1, request.Alternatives)}") : null };
        return body with
        {
            Messages =
            [
                new("system", prompt.System), new("user", prompt.User),
                .. begins ? [new ImportedModelMessage("assistant", prompt.Begun!)] : Array.Empty<ImportedModelMessage>(),
            ],
            Logprobs = request.Logprobs ? s_true : null,
            TopLogprobs = request.Logprobs && request.Alternatives > 0 ? request.Alternatives : null,
            ContinueFinalMessage = begins ? true : null,
            AddGenerationPrompt = begins ? false : null,
        };
    }

    public MemoryStream ToStream() => new(JsonSerializer.SerializeToUtf8Bytes(this, ImportedModelJson.Default.ImportedModelBody), writable: false);

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}

/// <summary>Writes pieces as one text.</summary>
internal sealed class PiecesConverter : JsonConverter<IReadOnlyList<string>>
{
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        foreach (var piece in value)
            writer.WriteStringValueSegment(piece, isFinalSegment: false);
        writer.WriteStringValueSegment("", isFinalSegment: true);
    }

    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Request bodies are only written.");
}

internal sealed record ImportedModelMessage(string Role, string Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportedModelBody))]
internal sealed partial class ImportedModelJson : JsonSerializerContext;

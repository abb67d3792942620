using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Models;

namespace RagPruner.OpenAi;

internal sealed record ChatRequest(string Model, IReadOnlyList<ChatMessage> Messages)
{
    public int? MaxTokens { get; init; }

    public double Temperature { get; init; }

    public int? Seed { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public bool? Logprobs { get; init; }

    public int? TopLogprobs { get; init; }

    /// <summary>vLLM's extension, which llama-based servers share: log probabilities of the prompt's tokens.</summary>
    public int? PromptLogprobs { get; init; }

    /// <summary>vLLM: continue the assistant's last message instead of opening a new one.</summary>
    public bool? ContinueFinalMessage { get; init; }

    /// <summary>vLLM: must be false when the last message is continued.</summary>
    public bool? AddGenerationPrompt { get; init; }

    public bool? Stream { get; init; }

    public StreamOptions? StreamOptions { get; init; }
}

internal sealed record ChatMessage(string Role, string? Content);

internal sealed record StreamOptions(bool IncludeUsage);

internal sealed record ChatReply(IReadOnlyList<ChatChoice>? Choices, ChatUsage? Usage, JsonElement? PromptLogprobs);

internal sealed record ChatChoice(ChatMessage? Message, ChatMessage? Delta, ChatLogprobs? Logprobs, string? FinishReason, JsonElement? PromptLogprobs);

internal sealed record ChatLogprobs(IReadOnlyList<ChatToken?>? Content)
{
    /// <summary>The generated tokens, or null if there are none.</summary>
    public IReadOnlyList<CompletionToken>? ToTokens() => Content is null ? null : [.. Content.OfType<ChatToken>().Select(t => t.ToToken())];
}

internal sealed record ChatToken(string? Token, double? Logprob, IReadOnlyList<ChatToken>? TopLogprobs)
{
    public CompletionToken ToToken() => new(Token ?? "", LogProbability.Valid(Logprob)) { Top = [.. (TopLogprobs ?? []).Select(t => t.ToToken())] };
}

internal sealed record ChatUsage(int? PromptTokens, int? CompletionTokens, ChatPromptTokens? PromptTokensDetails);

internal sealed record ChatPromptTokens(int? CachedTokens);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatReply))]
internal sealed partial class ChatJson : JsonSerializerContext;

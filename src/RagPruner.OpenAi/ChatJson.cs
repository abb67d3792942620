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

    public static ChatRequest Of(CompletionRequest request, string model, bool takesContinueFlags)
    {
        var prompt = request.Prompt;
        List<ChatMessage> messages = [new("system", prompt.System), new("user", prompt.User)];
        if (prompt.Begun is { } begun)
            messages.Add(new ChatMessage("assistant", begun));
        var flags = prompt.Begun is not null && takesContinueFlags;
        return new ChatRequest(model, messages)
        {
            MaxTokens = request.MaxTokens,
            Temperature = request.Temperature,
            Seed = request.Seed,
            Stop = prompt.Stops.Count > 0 ? prompt.Stops : null,
            Logprobs = request.Logprobs ? true : null,
            TopLogprobs = request.Logprobs && request.Alternatives > 0 ? request.Alternatives : null,
            PromptLogprobs = request.PromptTokens > 0 ? 1 : null,
            ContinueFinalMessage = flags ? true : null,
            AddGenerationPrompt = flags ? false : null,
        };
    }
}

internal sealed record ChatMessage(string Role, string? Content);

internal sealed record StreamOptions(bool IncludeUsage);

internal sealed record ChatReply(IReadOnlyList<ChatChoice>? Choices, ChatUsage? Usage, JsonElement? PromptLogprobs)
{
    /// <summary>The first choice; the client lets no reply without one through.</summary>
    public Completion ToCompletion(CompletionRequest request)
    {
        var choice = Choices![0];
        return new Completion(choice.Message?.Content ?? "")
        {
            Tokens = request.Logprobs ? choice.Logprobs?.ToTokens() : null,
            PromptTokens = Models.PromptLogprobs.Read(PromptLogprobs ?? choice.PromptLogprobs, request.PromptTokens),
            StopCause = choice.FinishReason switch { "length" => StopCause.Length, "content_filter" => StopCause.Blocked, _ => StopCause.End },
            InputTokens = Usage?.PromptTokens,
            OutputTokens = Usage?.CompletionTokens,
            CacheReadInputTokens = Usage?.PromptTokensDetails?.CachedTokens ?? 0,
        };
    }
}

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

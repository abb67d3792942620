using RagPruner.Accounting;
using RagPruner.Drafting;
using RagPruner.Prompts;

namespace RagPruner.Local.OpenAi;

/// <summary>A model on an OpenAI-compatible server, with what the server can do with it.</summary>
internal sealed record ChatModel(OpenAiClient Client, string Name, ServerAbilities Abilities)
{
    /// <summary>A request that begins the assistant's turn where the server can go on with it.</summary>
    public ChatRequest Request(string system, string user, string? assistantPrefix, IReadOnlyList<string> stops)
    {
        var begins = assistantPrefix is not null && Abilities.ContinuesAssistant;
        List<ChatMessage> messages = [new("system", system), new("user", user)];
        if (begins)
            messages.Add(new ChatMessage("assistant", assistantPrefix));
        return new ChatRequest(Name, messages)
        {
            // A closing quote ends a quotation that was begun; in a turn of its own it would end it at the opening one.
            Stop = begins ? stops : stops.Count > 0 ? ["\n"] : null,
            ContinueFinalMessage = begins && Abilities.TakesContinueFlags ? true : null,
            AddGenerationPrompt = begins && Abilities.TakesContinueFlags ? false : null,
        };
    }

    /// <summary>The text that a reply adds to the assistant's beginning, without quotes around it.</summary>
    public static string Answer(string? content)
    {
        var text = content?.Trim() ?? "";
        if (text.StartsWith(DraftPrompt.AssistantPrefix, StringComparison.OrdinalIgnoreCase))
            text = text[DraftPrompt.AssistantPrefix.Length..];
        return text.Trim().Trim('"', '“', '”').Trim();
    }

    /// <summary>The generated tokens, or null if the reply has none.</summary>
    public static IReadOnlyList<DraftToken>? Tokens(ChatLogprobs? logprobs) =>
        logprobs?.Content is not { } content ? null
        : [.. content.Where(t => t is not null).Select(t => new DraftToken(t.Token ?? "", LogProbability.Valid(t.Logprob))
        {
            Top = [.. (t.TopLogprobs ?? []).Select(o => new TokenAlternative(o.Token ?? "", LogProbability.Valid(o.Logprob)))],
        })];

    public static int InputTokens(ChatUsage? usage, ChatRequest request) =>
        usage?.PromptTokens ?? request.Messages.Sum(m => TokenEstimate.Of(m.Content ?? ""));

    public static int OutputTokens(ChatUsage? usage, string text) => usage?.CompletionTokens ?? TokenEstimate.Of(text);
}

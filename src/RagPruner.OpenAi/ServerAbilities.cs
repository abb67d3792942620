using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.OpenAi;

/// <summary>What an OpenAI-compatible server can do with a model, found out once by asking.</summary>
internal sealed record ServerAbilities
{
    /// <summary>Log probabilities of generated tokens.</summary>
    public bool Logprobs { get; init; }

    /// <summary>
    /// How many alternatives of a token the server lists when asked, at most; 20 are the most that OpenAI's interface
    /// allows, and yes or no may be far down the list.
    /// </summary>
    public int Alternatives { get; init; } = 20;

    /// <summary>Log probabilities of the prompt's tokens, with their texts.</summary>
    public bool PromptLogprobs { get; init; }

    /// <summary>Goes on with an assistant's message that the request begins.</summary>
    public bool ContinuesAssistant { get; init; }

    /// <summary>Accepts vLLM's members for that.</summary>
    public bool TakesContinueFlags { get; init; }

    public ModelAbilities ToModel() => new()
    {
        OutputLogprobs = Logprobs,
        Alternatives = Logprobs ? Alternatives : 0,
        PromptLogprobs = PromptLogprobs,
        BegunTurns = ContinuesAssistant,
    };

    /// <summary>Asks for everything, and for less each time the server refuses.</summary>
    public static async Task<ServerAbilities> ProbeAsync(OpenAiClient client, string model, CancellationToken cancellationToken)
    {
        // Servers that know only the official members refuse the others, or ignore them; some list fewer alternatives.
        ServerAbilities[] forms =
        [
            new() { Logprobs = true, PromptLogprobs = true, ContinuesAssistant = true, TakesContinueFlags = true },
            new() { Logprobs = true, PromptLogprobs = true, ContinuesAssistant = true },
            new() { Logprobs = true, ContinuesAssistant = true },
            new() { Logprobs = true },
        ];
        ServerAbilities[] attempts = [.. forms.SelectMany(f => new[] { f, f with { Alternatives = 5 }, f with { Alternatives = 1 } }), new()];
        for (var i = 0; ; i++)
        {
            try
            {
                return Seen(await client.CompleteAsync(attempts[i].Request(model), cancellationToken).ConfigureAwait(false), attempts[i]);
            }
            catch (PrunerMisconfigured e) when (i + 1 < attempts.Length && OpenAiClient.IsRefusal(e))
            {
                // Refused: ask for less. The last refusal is the one that the user sees.
            }
        }
    }

    /// <summary>In one line, for people.</summary>
    public string Describe() =>
        $"log probabilities: {YesNo(Logprobs)}; prompt log probabilities: {YesNo(PromptLogprobs)}; continues a begun answer: {YesNo(ContinuesAssistant)}";

    private ChatRequest Request(string model) => new(model, Messages())
    {
        MaxTokens = 4,
        Logprobs = Logprobs ? true : null,
        TopLogprobs = Logprobs ? Alternatives : null,
        PromptLogprobs = PromptLogprobs ? 1 : null,
        ContinueFinalMessage = TakesContinueFlags ? true : null,
        AddGenerationPrompt = TakesContinueFlags ? false : null,
    };

    private List<ChatMessage> Messages()
    {
        List<ChatMessage> messages = [new("user", "What is the capital of France? Answer with its name in quotation marks.")];
        if (ContinuesAssistant)
            messages.Add(new ChatMessage("assistant", DraftPrompt.Begun));
        return messages;
    }

    private static ServerAbilities Seen(ChatReply reply, ServerAbilities asked)
    {
        var choice = reply.Choices![0];
        var text = choice.Message?.Content?.TrimStart() ?? "";
        // A server that opens a new turn starts the quotation, or the whole sentence, again.
        var startsAnew = text.StartsWith('"') || text.StartsWith("The answer", StringComparison.OrdinalIgnoreCase);
        var prompt = Models.PromptLogprobs.Read(reply.PromptLogprobs ?? choice.PromptLogprobs);
        return asked with
        {
            Logprobs = asked.Logprobs && choice.Logprobs?.Content is { Count: > 0 },
            PromptLogprobs = asked.PromptLogprobs && prompt is not null && QuestionSpan.Find(prompt, "What is the capital of France?") is not null,
            ContinuesAssistant = asked.ContinuesAssistant && !startsAnew,
        };
    }

    private static string YesNo(bool value) => value ? "yes" : "no";
}

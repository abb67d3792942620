using System.Text;
using System.Text.Json.Nodes;
using RagPruner.Models;

namespace RagPruner.Neural.Serving;

/// <summary>Completions in OpenAI's words.</summary>
internal static class CompletionJson
{
    public static string Finish(Completion completion) => completion.StopCause == StopCause.Length ? "length" : "stop";

    public static JsonObject Usage(IReadOnlyCollection<Completion> completions)
    {
        var (read, written) = (completions.Sum(c => c.InputTokens ?? 0), completions.Sum(c => c.OutputTokens ?? 0));
        return new JsonObject { ["prompt_tokens"] = read, ["completion_tokens"] = written, ["total_tokens"] = read + written };
    }

    /// <summary>What every reply and every chunk of one begins with.</summary>
    public static JsonObject Envelope(string id, string kind, string model, TimeProvider time) =>
        new() { ["id"] = id, ["object"] = kind, ["created"] = time.GetUtcNow().ToUnixTimeSeconds(), ["model"] = model };

    /// <summary>A chunk of a stream with its choice.</summary>
    public static JsonObject Chunk(JsonObject envelope, JsonObject choice)
    {
        envelope["choices"] = new JsonArray(choice);
        return envelope;
    }

    /// <summary>What a streamed completion took, which comes without a choice.</summary>
    public static JsonObject UsageChunk(JsonObject envelope, Completion completion)
    {
        envelope["choices"] = new JsonArray();
        envelope["usage"] = Usage([completion]);
        return envelope;
    }

    /// <summary>Log probabilities as chat completions have them.</summary>
    public static JsonObject? ChatLogprobs(Completion completion) => completion.Tokens is null ? null : new JsonObject
    {
        ["content"] = new JsonArray([.. completion.Tokens.Where(t => t.Text.Length > 0).Select(Token)]),
        ["refusal"] = null,
    };

    /// <summary>Log probabilities as completions of prompts have them, those of the prompt before if it is echoed.</summary>
    public static JsonObject? Logprobs(Completion completion, bool echoes)
    {
        if (completion.Tokens is null)
            return null;
        var tokens = (echoes ? completion.PromptTokens! : []).Select(t => new CompletionToken(t.Text ?? "", t.Logprob))
            .Concat(completion.Tokens.Where(t => !t.IsEnd)).ToArray();
        var (offsets, at) = (new JsonArray(), 0);
        foreach (var token in tokens)
        {
            offsets.Add((JsonNode)at);
            at += token.Text.Length;
        }
        return new JsonObject
        {
            ["tokens"] = new JsonArray([.. tokens.Select(t => (JsonNode)t.Text)]),
            ["token_logprobs"] = new JsonArray([.. tokens.Select(t => (JsonNode?)t.Logprob)]),
            ["top_logprobs"] = new JsonArray([.. tokens.Select(t => t.Top.Count > 0 ? Top(t) : null)]),
            ["text_offset"] = offsets,
        };
    }

    /// <summary>Log probabilities of a prompt in vLLM's form, or null.</summary>
    public static JsonArray? PromptLogprobs(Completion completion) => completion.PromptTokens is not { } tokens ? null
        : new JsonArray([.. tokens.Select((t, i) => i == 0 || t.Logprob is null ? null
            : (JsonNode)new JsonObject { [t.Id!] = new JsonObject { ["logprob"] = t.Logprob, ["decoded_token"] = t.Text } })]);

    private static JsonNode Token(CompletionToken token)
    {
        var json = Listed(token);
        json["top_logprobs"] = new JsonArray([.. token.Top.Select(t => (JsonNode)Listed(t))]);
        return json;
    }

    // A piece of a character has no text of its own.
    private static JsonObject Listed(CompletionToken token) => new()
    {
        ["token"] = token.Text,
        ["logprob"] = token.Logprob,
        ["bytes"] = token.Text.Contains('\uFFFD', StringComparison.Ordinal) ? null
            : new JsonArray([.. Encoding.UTF8.GetBytes(token.Text).Select(b => (JsonNode)(int)b)]),
    };

    private static JsonObject Top(CompletionToken token)
    {
        var top = new JsonObject();
        // Two tokens may have the same text: the likelier stands.
        foreach (var listed in token.Top.Where(t => !top.ContainsKey(t.Text)))
            top.Add(listed.Text, listed.Logprob);
        return top;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RagPruner.Models;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Serving;

/// <summary><c>/v1/chat/completions</c>.</summary>
internal sealed class ChatRoute(GgufModel model, TimeProvider time)
{
    private const string Piece = "chat.completion.chunk";

    public async Task HandleAsync(HttpContext context)
    {
        var body = await ServedRequest.ReadAsync(context, ServingJson.Default.ChatBody);
        ServedRequest.EnsureModel(body.Model, model.Name);
        var messages = Messages(body.Messages);
        var continues = body.ContinueFinalMessage == true;
        if (continues && (messages[^1].Role != "assistant" || body.AddGenerationPrompt == true))
            throw ServingError.Invalid("continue_final_message",
                "continue_final_message needs an assistant's message at the end, and add_generation_prompt false.");
        var alternatives = body.Logprobs == true ? GenerationMembers.Alternatives("top_logprobs", body.TopLogprobs)
            : body.TopLogprobs is null ? (int?)null : throw ServingError.Invalid("top_logprobs", "top_logprobs needs logprobs.");
        var maxTokens = GenerationMembers.Tokens("max_tokens", body.MaxCompletionTokens ?? body.MaxTokens, least: 1);
        var request = GenerationMembers.RequestOf(body, new Prompt("", ""), maxTokens, alternatives);
        var prompt = model.Form.Render(messages, continues);
        var id = $"chatcmpl-{context.TraceIdentifier}";
        if (body.Stream == true)
        {
            var form = new StreamForm(
                Chunk(id, new JsonObject { ["role"] = "assistant", ["content"] = "" }), text => Chunk(id, new JsonObject { ["content"] = text }),
                done => Chunk(id, [], CompletionJson.Finish(done), CompletionJson.ChatLogprobs(done)),
                body.StreamOptions?.IncludeUsage == true ? done => CompletionJson.UsageChunk(Envelope(id, Piece), done) : null);
            await new EventWriter(context).WriteAsync(form, deltas => ServedRequest.CompleteAsync(model, prompt, request, deltas, context.RequestAborted));
            return;
        }
        var completion = await ServedRequest.CompleteAsync(model, prompt, request, deltas: null, context.RequestAborted);
        var reply = Envelope(id, "chat.completion");
        reply["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = completion.Text, ["refusal"] = null },
            ["logprobs"] = CompletionJson.ChatLogprobs(completion),
            ["finish_reason"] = CompletionJson.Finish(completion),
        });
        reply["usage"] = CompletionJson.Usage([completion]);
        if (request.PromptTokens > 0)
            reply["prompt_logprobs"] = CompletionJson.PromptLogprobs(completion);
        await ServedRequest.WriteAsync(context, reply);
    }

    private JsonObject Chunk(string id, JsonObject delta, string? finish = null, JsonObject? logprobs = null) => CompletionJson.Chunk(
        Envelope(id, Piece), new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = logprobs, ["finish_reason"] = finish });

    private JsonObject Envelope(string id, string kind) => CompletionJson.Envelope(id, kind, model.Name, time);

    private static List<(string Role, string Content)> Messages(IReadOnlyList<MessageBody?>? messages)
    {
        if (messages is not { Count: > 0 })
            throw ServingError.Invalid("messages", "messages must be a list that is not empty.");
        return [.. messages.Select((message, i) =>
            (message?.Role is "system" or "user" or "assistant" ? message.Role : message?.Role == "developer" ? "system"
                : throw ServingError.Invalid($"messages[{i}].role", $"messages[{i}].role must be system, developer, user or assistant."),
            Text(message.Content) ?? throw ServingError.Invalid($"messages[{i}].content", $"messages[{i}].content must be a text, or parts that are texts.")))];
    }

    private static string? Text(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } parts when parts.EnumerateArray().All(IsText) =>
            string.Concat(parts.EnumerateArray().Select(p => p.GetProperty("text").GetString())),
        _ => null,
    };

    private static bool IsText(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String;
}

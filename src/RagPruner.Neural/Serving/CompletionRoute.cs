using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RagPruner.Models;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Serving;

/// <summary><c>/v1/completions</c>: finished prompts, one or several.</summary>
internal sealed class CompletionRoute(GgufModel model, TimeProvider time)
{
    private const int MostPrompts = 32;
    private const int UsualTokens = 16;

    public async Task HandleAsync(HttpContext context)
    {
        var body = await ServedRequest.ReadAsync(context, ServingJson.Default.CompletionBody);
        ServedRequest.EnsureModel(body.Model, model.Name);
        var prompts = Prompts(body.Prompt);
        var echoes = body.Echo == true;
        // With echo, nothing at all may be wanted but what the prompt is worth.
        var maxTokens = GenerationMembers.Tokens("max_tokens", body.MaxTokens, least: echoes ? 0 : 1) ?? UsualTokens;
        var alternatives = body.Logprobs is null ? (int?)null : GenerationMembers.Alternatives("logprobs", body.Logprobs);
        var request = GenerationMembers.RequestOf(body, new Prompt("", ""), Math.Max(1, maxTokens), alternatives);
        if (echoes && alternatives is not null)
            request = request with { PromptTokens = int.MaxValue };
        var id = $"cmpl-{context.TraceIdentifier}";
        if (body.Stream == true)
        {
            var only = prompts is [var one] && !echoes ? one : throw ServingError.Invalid("stream", "Only one prompt streams, without echo.");
            var form = new StreamForm(
                null, text => CompletionJson.Chunk(Envelope(id), Choice(0, text, null, null)),
                done => CompletionJson.Chunk(Envelope(id), Choice(0, "", CompletionJson.Logprobs(done, echoes: false), CompletionJson.Finish(done))),
                body.StreamOptions?.IncludeUsage == true ? done => CompletionJson.UsageChunk(Envelope(id), done) : null);
            await new EventWriter(context).WriteAsync(form, deltas => ServedRequest.CompleteAsync(model, only, request, deltas, context.RequestAborted));
            return;
        }
        var completions = new List<Completion>();
        foreach (var prompt in prompts)
        {
            var completion = await ServedRequest.CompleteAsync(model, prompt, request, deltas: null, context.RequestAborted);
            completions.Add(maxTokens > 0 ? completion : WithoutText(completion));
        }
        var reply = Envelope(id);
        reply["choices"] = new JsonArray([.. completions.Select((completion, i) =>
        {
            var text = (echoes ? prompts[i] : "") + completion.Text;
            var choice = Choice(i, text, CompletionJson.Logprobs(completion, echoes), CompletionJson.Finish(completion));
            if (body.PromptLogprobs is not null)
                choice["prompt_logprobs"] = CompletionJson.PromptLogprobs(completion);
            return (JsonNode)choice;
        })]);
        reply["usage"] = CompletionJson.Usage(completions);
        await ServedRequest.WriteAsync(context, reply);
    }

    private static Completion WithoutText(Completion completion) =>
        completion with { Text = "", Tokens = completion.Tokens is null ? null : [], OutputTokens = 0, StopCause = StopCause.Length };

    private static JsonObject Choice(int index, string text, JsonObject? logprobs, string? finish) =>
        new() { ["index"] = index, ["text"] = text, ["logprobs"] = logprobs, ["finish_reason"] = finish };

    private JsonObject Envelope(string id) => CompletionJson.Envelope(id, "text_completion", model.Name, time);

    private static string[] Prompts(JsonElement? prompt) =>
        ServedRequest.Texts(prompt) is { Length: > 0 and <= MostPrompts } texts && texts.All(t => t.Length > 0) ? texts
        : throw ServingError.NotTexts("prompt", MostPrompts);
}

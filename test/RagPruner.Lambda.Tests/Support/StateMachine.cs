using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using RagPruner.Errors;

namespace RagPruner.Lambda.Tests.Support;

/// <summary>Runs the stages in their order, as statemachines/answer.asl.json does, and keeps what went between them.</summary>
internal sealed class StateMachine(TestHost host)
{
    // Step Functions keeps texts as they are; escapes would count as more.
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerOptions.Default) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public string Retrieved { get; private set; } = "";

    /// <summary>What Prune gets: its largest state.</summary>
    public string Full { get; private set; } = "";

    public string Pruned { get; private set; } = "";

    public async Task<JsonNode> RunAsync(string request, string? tenant = null)
    {
        Retrieved = await host.TextAsync("Retrieve", new JsonObject { ["request"] = JsonNode.Parse(request), ["tenant"] = tenant, ["requestId"] = "execution-1" }.ToJsonString());
        var state = JsonNode.Parse(Retrieved)!;
        if ((string)state["next"]! == "draft")
        {
            state["canaryDraft"] = await DraftAsync(state, state["canary"]!);
            state["drafts"] = new JsonArray([.. await Task.WhenAll(state["rest"]!.AsArray().Select(c => DraftAsync(state, c!)))]);
        }
        Full = state.ToJsonString(s_readable);
        Pruned = await host.TextAsync("Prune", Full);
        var pruned = JsonNode.Parse(Pruned)!;
        return (string)pruned["status"]! is "no_context" or "blocked" ? pruned["body"]! : JsonNode.Parse(await host.TextAsync("Generate", Pruned))!;
    }

    private async Task<JsonNode?> DraftAsync(JsonNode state, JsonNode context)
    {
        var input = new JsonObject { ["question"] = state["request"]!["question"]!.DeepClone(), ["task"] = state["task"]!.DeepClone(), ["context"] = context.DeepClone() };
        try
        {
            return JsonNode.Parse(await host.TextAsync("Draft", input.ToJsonString()));
        }
        catch (PrunerException e) when (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded)
        {
            return new JsonObject { ["id"] = context["id"]!.DeepClone(), ["error"] = e.GetType().Name };
        }
    }
}

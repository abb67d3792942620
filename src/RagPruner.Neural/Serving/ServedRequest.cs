using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using RagPruner.Models;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Serving;

/// <summary>What all routes do with a request.</summary>
internal static class ServedRequest
{
    /// <summary>The body of a request.</summary>
    /// <exception cref="ServingError">It is no JSON, or a member has another type.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw new ServingError(400, "The body is null.");
        }
        catch (JsonException e)
        {
            throw ServingError.Invalid(e.Path?.TrimStart('$', '.') ?? "", e.Path is null or "$" ? "The body is no JSON object."
                : $"{e.Path.TrimStart('$', '.')} has another type than it should.");
        }
    }

    /// <summary>Completes a prompt, or says that it is too long.</summary>
    public static async Task<Completion> CompleteAsync(GgufModel model, string prompt, CompletionRequest request, IProgress<string>? deltas,
        CancellationToken cancellationToken)
    {
        var completion = await model.CompleteAsync(prompt, request, deltas, cancellationToken);
        return completion.StopCause == StopCause.TooLong ? throw ServingError.TooLong(model.ContextTokens) : completion;
    }

    /// <exception cref="ServingError">Another model is named than the one that is here.</exception>
    public static void EnsureModel(string? named, string here)
    {
        if (named is not null && named != here)
            throw ServingError.NoModel(named, here);
    }

    /// <summary>A text or a list of texts; null for anything else.</summary>
    public static string[]? Texts(JsonElement? json) => json switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(t => t.GetString()!)],
        _ => null,
    };

    public static async Task WriteAsync(HttpContext context, JsonObject reply, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply.ToJsonString(), context.RequestAborted);
    }
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RagPruner.Local.EmbeddedModel;

namespace RagPruner.Local.LocalCloud;

/// <summary>
/// The OpenAI-compatible routes of Bedrock: <c>/openai/v1</c> as on bedrock-runtime, <c>/v1</c> as on bedrock-mantle. Nothing is
/// checked of who calls but that somebody says who they are. Errors have OpenAI's form.
/// </summary>
internal static class OpenAiApi
{
    /// <exception cref="AwsError">The caller shows no key and no signature.</exception>
    public static void EnsureAuthorized(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal) && !authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
            throw new AwsError("authentication_error", StatusCodes.Status401Unauthorized, "There is neither an API key nor a signature.");
    }

    /// <summary>The hosted model of a request; imported ones are not served here.</summary>
    public static string ModelOf(string? name) => LocalIds.IsHosted(name) ? name!
        : throw new AwsError("invalid_request_error", StatusCodes.Status404NotFound, "The model does not exist.");

    public static JsonObject Error(AwsError error) => new()
    {
        ["error"] = new JsonObject { ["message"] = error.Message, ["type"] = error.Type, ["code"] = null, ["param"] = null },
    };

    /// <summary>A reply as server-sent events: its text by words, then how it ended and what it took.</summary>
    public static IReadOnlyList<string> ToEvents(JsonObject reply)
    {
        var choice = reply["choices"]![0]!;
        var chunks = PromptWords.Pieces((string)choice["message"]!["content"]!)
            .Select((piece, i) => Chunk(new JsonObject { ["content"] = piece }, null, choice["logprobs"], i == 0))
            .Append(Chunk([], (string)choice["finish_reason"]!, null, false)).ToList();
        chunks[^1]["usage"] = reply["usage"]!.DeepClone();
        return [.. chunks.Select(c => $"data: {c.ToJsonString()}\n\n"), "data: [DONE]\n\n"];

        // All tokens come with the first piece: which of them belong to which word is the model's affair.
        JsonObject Chunk(JsonObject delta, string? finish, JsonNode? logprobs, bool isFirst) => new()
        {
            ["id"] = reply["id"]!.DeepClone(),
            ["object"] = "chat.completion.chunk",
            ["choices"] = new JsonArray(new JsonObject
            {
                ["index"] = 0,
                ["delta"] = delta,
                ["logprobs"] = isFirst ? logprobs?.DeepClone() : null,
                ["finish_reason"] = finish,
            }),
        };
    }
}

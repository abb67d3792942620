using System.Text.Json.Nodes;

namespace RagPruner.Neural.Serving;

/// <summary>A request that is refused, in the form in which OpenAI's clients expect it.</summary>
internal sealed class ServingError(int status, string message, string? param = null, string? code = null) : Exception(message)
{
    public int Status => status;

    public static ServingError Invalid(string param, string message) => new(400, message, param);

    public static ServingError NotTexts(string param, int most) =>
        Invalid(param, $"{param} must be a text, or a list of at most {most}, none of them empty; lists of tokens are not served.");

    public static ServingError NoModel(string name, string there) => new(404, $"There is no model {name} here; there is {there}.", "model", "model_not_found");

    public static ServingError TooLong(int tokens) =>
        new(400, $"The prompt does not fit: the model's maximum context length is {tokens} tokens.", "messages", "context_length_exceeded");

    public JsonObject ToJson() => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = Message,
            ["type"] = status < 500 ? "invalid_request_error" : "server_error",
            ["param"] = param,
            ["code"] = code,
        },
    };
}

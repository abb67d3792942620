using System.Text.Json;
using RagPruner.Models;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Serving;

/// <summary>Reads what both forms of a completion have in common.</summary>
internal static class GenerationMembers
{
    private const int MostStops = 16;
    private const int UsualTokens = 512;

    /// <summary>The request to the model.</summary>
    /// <param name="body">The body.</param>
    /// <param name="prompt">Its prompt.</param>
    /// <param name="maxTokens">The longest completion; null for the usual one.</param>
    /// <param name="alternatives">How many alternatives are wanted; null for no log probabilities.</param>
    /// <exception cref="ServingError">A member is out of its range, or not served.</exception>
    public static CompletionRequest RequestOf(GenerationBody body, Prompt prompt, int? maxTokens, int? alternatives)
    {
        Refuse(body);
        var temperature = body.Temperature ?? 1;
        return new CompletionRequest(prompt with { Stops = Stops(body.Stop) }, maxTokens ?? UsualTokens)
        {
            Logprobs = alternatives is not null,
            Alternatives = alternatives ?? 0,
            PromptTokens = body.PromptLogprobs is null ? 0 : int.MaxValue,
            Temperature = temperature is >= 0 and <= 2 ? temperature : throw ServingError.Invalid("temperature", "temperature must be from 0 to 2."),
            Seed = body.Seed ?? (temperature > 0 ? Random.Shared.Next() : null),
        };
    }

    /// <summary>A number of alternatives in the range that OpenAI allows.</summary>
    public static int Alternatives(string param, int? value) =>
        (value ?? 0) is var n && n is >= 0 and <= GgufModel.MostAlternatives ? n
        : throw ServingError.Invalid(param, $"{param} must be from 0 to {GgufModel.MostAlternatives}.");

    /// <summary>A number of tokens that may be null.</summary>
    public static int? Tokens(string param, int? value, int least) =>
        value is null || value >= least ? value : throw ServingError.Invalid(param, $"{param} must be at least {least}.");

    private static void Refuse(GenerationBody body)
    {
        if (body.N is not (null or 1))
            throw ServingError.Invalid("n", "n must be 1: ask again, with another seed, for another completion.");
        if (body.TopP is not (null or 1))
            throw ServingError.Invalid("top_p", "top_p is not served.");
        if (body.FrequencyPenalty is not (null or 0) || body.PresencePenalty is not (null or 0))
            throw ServingError.Invalid("frequency_penalty", "Penalties are not served: they change the log probabilities.");
        if (body.Tools is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
            throw ServingError.Invalid("tools", "tools are not served.");
        if (body.ResponseFormat is { ValueKind: JsonValueKind.Object } format && format.TryGetProperty("type", out var type) && !type.ValueEquals("text"))
            throw ServingError.Invalid("response_format", "response_format must be text.");
        if (body.PromptLogprobs is < 0 or > GgufModel.MostAlternatives)
            throw ServingError.Invalid("prompt_logprobs", $"prompt_logprobs must be from 0 to {GgufModel.MostAlternatives}.");
        if (body.PromptLogprobs is not null && body.Stream == true)
            throw ServingError.Invalid("prompt_logprobs", "prompt_logprobs do not stream.");
    }

    private static string[] Stops(JsonElement? stop)
    {
        var stops = stop is null or { ValueKind: JsonValueKind.Null } ? [] : ServedRequest.Texts(stop);
        return stops is { Length: <= MostStops } && stops.All(s => s.Length > 0) ? stops
            : throw ServingError.Invalid("stop", $"stop must be a text, or a list of at most {MostStops}, none of them empty.");
    }
}

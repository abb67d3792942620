using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Models;
using RagPruner.OpenAi;

namespace RagPruner.Local.LocalCloud;

/// <summary>A model on an OpenAI-compatible server behind the local Bedrock, by its completions route.</summary>
internal sealed class ServerPromptModel(OpenAiClient client, string model) : IPromptModel
{
    public async Task<Completion> CompleteAsync(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives,
        CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["model"] = model,
            ["prompt"] = prompt,
            ["max_tokens"] = maxTokens,
            ["temperature"] = 0,
            ["logprobs"] = alternatives,
            ["prompt_logprobs"] = 1,
        };
        if (stops.Count > 0)
            request["stop"] = new JsonArray([.. stops.Select(s => JsonValue.Create(s))]);
        try
        {
            return Read(await client.CompletePromptAsync(request, cancellationToken));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new AwsError("ModelErrorException", AwsError.StatusOf("ModelErrorException"), "The server behind the model answered in another form.");
        }
        catch (PrunerException e)
        {
            // What a service behind Bedrock does is Bedrock's failure to its callers.
            var type = e.Kind switch
            {
                ErrorKind.Throttled => "ThrottlingException",
                ErrorKind.Overloaded => "ServiceUnavailableException",
                ErrorKind.Misconfigured => "ValidationException",
                _ => "ModelErrorException",
            };
            throw new AwsError(type, AwsError.StatusOf(type), e.Message);
        }
    }

    private static Completion Read(JsonElement reply)
    {
        var choice = reply.GetProperty("choices")[0];
        var tokens = new List<CompletionToken>();
        if (choice.TryGetProperty("logprobs", out var logprobs) && logprobs.ValueKind == JsonValueKind.Object)
        {
            var values = logprobs.GetProperty("token_logprobs");
            var tops = logprobs.TryGetProperty("top_logprobs", out var t) && t.ValueKind == JsonValueKind.Array ? t : default;
            var i = 0;
            foreach (var text in logprobs.GetProperty("tokens").EnumerateArray())
            {
                var top = tops.ValueKind == JsonValueKind.Array && i < tops.GetArrayLength() && tops[i].ValueKind == JsonValueKind.Object ? tops[i] : default;
                tokens.Add(new CompletionToken(text.GetString() ?? "", i < values.GetArrayLength() ? Number(values[i]) : null)
                {
                    Top = top.ValueKind == JsonValueKind.Object ? [.. top.EnumerateObject().Select(p => new CompletionToken(p.Name, Number(p.Value)))] : [],
                });
                i++;
            }
        }
        var promptList = choice.TryGetProperty("prompt_logprobs", out var inChoice) && inChoice.ValueKind == JsonValueKind.Array ? inChoice
            : reply.TryGetProperty("prompt_logprobs", out var atTop) ? atTop : default;
        return new Completion(choice.GetProperty("text").GetString() ?? "")
        {
            Tokens = tokens,
            StopCause = choice.TryGetProperty("finish_reason", out var finish) && finish.ValueEquals("stop") ? StopCause.End : StopCause.Length,
            // Bedrock's replies are keyed by id, which the core keeps only where there is no text.
            PromptTokens = [.. (PromptLogprobs.Read(promptList) ?? [])
                .Select(p => p with { Id = p.Id ?? (p.Text is null ? null : $"{PromptWords.IdOf(p.Text)}") })],
        };
    }

    private static double? Number(JsonElement json) => json.ValueKind == JsonValueKind.Number ? LogProbability.Valid(json.GetDouble()) : null;
}

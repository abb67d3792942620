using System.Text.Json;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using RagPruner.Bedrock.Errors;
using RagPruner.Errors;

namespace RagPruner.Bedrock.Drafting;

/// <summary>Calls an imported model in its format.</summary>
internal sealed class ImportedModel(IAmazonBedrockRuntime client, ImportedModelOptions options)
{
    private const int Alternatives = 5;

    private static readonly JsonElement s_true = Json("true");
    private static readonly JsonElement s_alternatives = Json("5");

    public ImportedModelOptions Options => options;

    /// <summary>Whether replies have the texts of tokens, so that a quotation can be begun and its end be seen.</summary>
    public bool HasTokenTexts => options.Format != BodyFormat.Native;

    public ImportedModelBody Body(ImportedModelCall call)
    {
        var begins = HasTokenTexts ? call.AssistantPrefix : null;
        var body = new ImportedModelBody { Temperature = call.Temperature, Seed = call.Seed };
        return options.Format switch
        {
            BodyFormat.Native => body with
            {
                Prompt = ChatTemplates.Render(options.Template, call.System, call.User, null),
                MaxGenLen = call.MaxTokens,
                ReturnLogprobs = call.Logprobs ? true : null,
            },
            BodyFormat.OpenAiCompletion => body with
            {
                Prompt = ChatTemplates.Render(options.Template, call.System, call.User, begins),
                MaxTokens = call.MaxTokens,
                Stop = call.Stops,
                Logprobs = call.Logprobs ? s_alternatives : null,
                PromptLogprobs = call.PromptLogprobs ? 1 : null,
            },
            _ => body with
            {
                Messages =
                [
                    new("system", call.System), new("user", call.User),
                    .. begins is null ? Array.Empty<ImportedModelMessage>() : [new("assistant", begins)],
                ],
                MaxTokens = call.MaxTokens,
                Stop = call.Stops,
                Logprobs = call.Logprobs ? s_true : null,
                TopLogprobs = call.Logprobs ? Alternatives : null,
                PromptLogprobs = call.PromptLogprobs ? 1 : null,
                ContinueFinalMessage = begins is null ? null : true,
                AddGenerationPrompt = begins is null ? null : false,
            },
        };
    }

    public async Task<ImportedModelReply> InvokeAsync(ImportedModelCall call, CancellationToken cancellationToken)
    {
        var request = new InvokeModelRequest
        {
            ModelId = options.ModelId,
            Accept = "application/json",
            ContentType = "application/json",
            Body = Body(call).ToStream(),
            GuardrailIdentifier = options.Guardrail?.Id,
            GuardrailVersion = options.Guardrail?.Version,
        };
        var response = await ServiceErrors.CallAsync("InvokeModel", () => CallAsync(request, cancellationToken), cancellationToken);
        return ImportedModelReply.Parse(response.Body ?? throw new PrunerUpstreamBadResponse("InvokeModel answered without a body."), options.EndTokenIds, call.PromptTail);
    }

    private async Task<InvokeModelResponse> CallAsync(InvokeModelRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.InvokeModelAsync(request, cancellationToken);
        }
        catch (ValidationException e)
        {
            throw new PrunerMisconfigured($"InvokeModel failed: ValidationException, request {e.RequestId}.", new ModelRefusedException(ServiceErrors.IsTooLong(e)));
        }
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

/// <summary>What to ask of an imported model.</summary>
internal sealed record ImportedModelCall(string System, string User, string? AssistantPrefix, IReadOnlyList<string>? Stops, int MaxTokens)
{
    public bool Logprobs { get; init; }

    public bool PromptLogprobs { get; init; }

    /// <summary>How many of the prompt's last tokens are of use.</summary>
    public int PromptTail { get; init; }

    public double Temperature { get; init; }

    public int? Seed { get; init; }
}

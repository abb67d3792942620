using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using RagPruner.Bedrock.Errors;
using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>An imported model, by InvokeModel in one of its body formats.</summary>
public sealed class ImportedModel : IModel
{
    // A copy of an imported model is removed after some five idle minutes.
    private static readonly TimeSpan s_staysWarm = TimeSpan.FromMinutes(5);

    private readonly IAmazonBedrockRuntime _client;
    private readonly ImportedModelOptions _options;
    private readonly TimeProvider _time;
    private long _lastSuccess = long.MinValue;

    /// <summary>Builds the model.</summary>
    public ImportedModel(IAmazonBedrockRuntime client, ImportedModelOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_client, _options, _time, Abilities) = (client, options, time ?? TimeProvider.System, options.Abilities);
    }

    /// <inheritdoc/>
    public ModelAbilities Abilities { get; }

    /// <inheritdoc/>
    public bool MayBeCold => Volatile.Read(ref _lastSuccess) is var last && (last == long.MinValue || _time.GetElapsedTime(last) > s_staysWarm);

    /// <summary>
    /// Finds out by one call whether a model takes the OpenAI completions format, which gives all evidence, and else
    /// chooses the native one. Models imported before November 2025 know one format only.
    /// </summary>
    /// <exception cref="PrunerException">The model cannot be reached, or refuses both formats.</exception>
    public static async Task<BodyFormat> ProbeFormatAsync(IAmazonBedrockRuntime client, ImportedModelOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var call = new CompletionRequest(new Prompt("Answer.", "Say yes."), 1) { Logprobs = true, PromptTokens = 1 };
        try
        {
            var open = new ImportedModel(client, options with { Format = BodyFormat.OpenAiCompletion });
            if (await open.CompleteAsync(call, null, cancellationToken).ConfigureAwait(false) is { Tokens: [{ Text.Length: > 0 }, ..], PromptTokens: not null })
                return BodyFormat.OpenAiCompletion;
        }
        catch (PrunerMisconfigured e) when (e.InnerException is ModelRefusedException)
        {
            // It does not know this format.
        }
        await new ImportedModel(client, options with { Format = BodyFormat.Native }).CompleteAsync(call, null, cancellationToken).ConfigureAwait(false);
        return BodyFormat.Native;
    }

    /// <inheritdoc/>
    public async Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var invoke = new InvokeModelRequest
        {
            ModelId = _options.ModelId,
            Accept = "application/json",
            ContentType = "application/json",
            Body = ImportedModelBody.Of(request, _options).ToStream(),
            GuardrailIdentifier = _options.Guardrail?.Id,
            GuardrailVersion = _options.Guardrail?.Version,
            ServiceTier = _options.ServiceTier,
        };
        var completion = await ServiceErrors.CompleteAsync(
            "InvokeModel",
            async () =>
            {
                var response = await _client.InvokeModelAsync(invoke, cancellationToken).ConfigureAwait(false);
                var body = response.Body ?? throw new PrunerUpstreamBadResponse("InvokeModel answered without a body.");
                return ImportedModelReply.Parse(body, _options.EndTokenIds, request.PromptTokens);
            },
            cancellationToken).ConfigureAwait(false);
        if (completion.StopCause != StopCause.TooLong)
            Volatile.Write(ref _lastSuccess, _time.GetTimestamp());
        deltas?.Report(completion.Text);
        return completion;
    }
}

using System.Text;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using RagPruner.Bedrock.Errors;
using RagPruner.Models;
using TokenUsage = Amazon.BedrockRuntime.Model.TokenUsage;

namespace RagPruner.Bedrock.Models;

/// <summary>A model by Converse, or by ConverseStream where somebody watches. Converse gives no log probabilities.</summary>
public sealed class ConverseModel : IModel
{
    private readonly IAmazonBedrockRuntime _client;
    private readonly ConverseOptions _options;

    /// <summary>Builds the model.</summary>
    public ConverseModel(IAmazonBedrockRuntime client, ConverseOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_client, _options) = (client, options);
    }

    /// <inheritdoc/>
    public ModelAbilities Abilities { get; } = new();

    /// <inheritdoc/>
    public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return deltas is null
            ? ServiceErrors.CompleteAsync("Converse", () => WholeAsync(request, cancellationToken), cancellationToken)
            : ServiceErrors.CompleteAsync("ConverseStream", () => StreamAsync(request, deltas, cancellationToken), cancellationToken);
    }

    private async Task<Completion> WholeAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        var converse = new ConverseRequest
        {
            ModelId = _options.ModelId,
            System = System(request),
            Messages = Messages(request),
            InferenceConfig = Inference(request)
        };
        if (_options.Guardrail is { } guardrail)
            converse.GuardrailConfig = new GuardrailConfiguration { GuardrailIdentifier = guardrail.Id, GuardrailVersion = guardrail.Version };
        var response = await _client.ConverseAsync(converse, cancellationToken).ConfigureAwait(false);
        return response.Output?.Message?.Content is { } content
            ? Of(string.Concat(content.Select(c => c.Text)), response.StopReason, response.Usage)
            : throw new PrunerUpstreamBadResponse("Converse answered without a message.");
    }

    private async Task<Completion> StreamAsync(CompletionRequest request, IProgress<string> deltas, CancellationToken cancellationToken)
    {
        var converse = new ConverseStreamRequest
        {
            ModelId = _options.ModelId,
            System = System(request),
            Messages = Messages(request),
            InferenceConfig = Inference(request)
        };
        if (_options.Guardrail is { } guardrail)
            converse.GuardrailConfig = new GuardrailStreamConfiguration { GuardrailIdentifier = guardrail.Id, GuardrailVersion = guardrail.Version };
        using var response = await _client.ConverseStreamAsync(converse, cancellationToken).ConfigureAwait(false);
        var text = new StringBuilder();
        StopReason? stop = null;
        TokenUsage? usage = null;
        var parts = response.Stream.GetAsyncEnumerator(cancellationToken);
        await using var _ = parts.ConfigureAwait(false);
        while (await ServiceErrors.NextAsync(parts).ConfigureAwait(false))
        {
            switch (parts.Current)
            {
                case ContentBlockDeltaEvent { Delta.Text: { } delta }:
                    text.Append(delta);
                    deltas.Report(delta);
                    break;
                case MessageStopEvent message:
                    stop = message.StopReason;
                    break;
                case ConverseStreamMetadataEvent metadata:
                    usage = metadata.Usage;
                    break;
            }
        }
        // A stream that is cut inside a frame ends without an error, so its closing event must be there.
        return stop is null ? throw new PrunerUpstreamBadResponse("ConverseStream broke off before its end.") : Of(text.ToString(), stop, usage);
    }

    private static List<SystemContentBlock> System(CompletionRequest request) => [new SystemContentBlock { Text = request.Prompt.System }];

    private static List<Message> Messages(CompletionRequest request) =>
        [new Message { Role = ConversationRole.User, Content = [new ContentBlock { Text = request.Prompt.User }] }];

    private static InferenceConfiguration Inference(CompletionRequest request)
    {
        var configuration = new InferenceConfiguration { MaxTokens = request.MaxTokens, Temperature = (float)request.Temperature };
        if (request.Prompt.Stops.Count > 0)
            configuration.StopSequences = [.. request.Prompt.Stops];
        return configuration;
    }

    private static Completion Of(string text, StopReason? stop, TokenUsage? usage) => new(text)
    {
        StopCause = stop?.Value switch
        {
            "guardrail_intervened" or "content_filtered" => StopCause.Blocked,
            "max_tokens" or "model_context_window_exceeded" => StopCause.Length,
            _ => StopCause.End,
        },
        InputTokens = usage?.InputTokens,
        OutputTokens = usage?.OutputTokens,
    };
}

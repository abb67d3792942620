using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using RagPruner.Bedrock.Errors;
using RagPruner.Models;

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
            ? ConverseReply.Of(string.Concat(content.Select(c => c.Text)), response.StopReason, response.Usage)
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
        return await ConverseReply.ReadAsync(response.Stream, deltas, cancellationToken).ConfigureAwait(false);
    }

    private static List<SystemContentBlock> System(CompletionRequest request) => [new SystemContentBlock { Text = request.Prompt.System }];

    private static List<Message> Messages(CompletionRequest request) =>
        [new Message { Role = ConversationRole.User, Content = [new ContentBlock { Text = request.Prompt.User }] }];

    private static InferenceConfiguration Inference(CompletionRequest request)
    {
        var configuration = new InferenceConfiguration { MaxTokens = request.MaxTokens, Temperature = (float)request.Temperature };
        // Some models refuse a stop of white space; whoever gave it cuts the reply there as well.
        if (request.Prompt.Stops.Where(s => !string.IsNullOrWhiteSpace(s)).ToList() is { Count: > 0 } stops)
            configuration.StopSequences = stops;
        return configuration;
    }
}

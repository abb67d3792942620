using System.Text;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Bedrock.Errors;
using RagPruner.Errors;
using RagPruner.Prompts;
using TokenUsage = Amazon.BedrockRuntime.Model.TokenUsage;

namespace RagPruner.Bedrock.Generation;

/// <summary>Answers by Converse, or by ConverseStream where somebody watches. Converse gives no log probabilities.</summary>
public sealed class ConverseGenerator : IGenerator
{
    private readonly IAmazonBedrockRuntime _client;
    private readonly FinalModelOptions _options;

    /// <summary>Builds a generator.</summary>
    public ConverseGenerator(IAmazonBedrockRuntime client, FinalModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        (_client, _options) = (client, options);
    }

    /// <inheritdoc/>
    public bool OffersLogprobs => false;

    /// <inheritdoc/>
    public Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prompt = AnswerPrompt.For(request, AnswerStyle.Cited);
        return deltas is null
            ? ServiceErrors.CallAsync("Converse", () => WholeAsync(prompt, cancellationToken), cancellationToken)
            : ServiceErrors.CallAsync("ConverseStream", () => StreamAsync(prompt, deltas, cancellationToken), cancellationToken);
    }

    private async Task<GeneratedText> WholeAsync(AnswerPrompt prompt, CancellationToken cancellationToken)
    {
        var response = await _client.ConverseAsync(
            new ConverseRequest
            {
                ModelId = _options.ModelId,
                System = [new SystemContentBlock { Text = prompt.System }],
                Messages = Messages(prompt),
                InferenceConfig = Inference(),
                GuardrailConfig = _options.Guardrail is { } g ? new GuardrailConfiguration { GuardrailIdentifier = g.Id, GuardrailVersion = g.Version } : null,
            },
            cancellationToken);
        if (response.Output?.Message?.Content is not { } content)
            throw new PrunerUpstreamBadResponse("Converse answered without a message.");
        return Text(prompt, string.Concat(content.Select(c => c.Text)), response.StopReason, response.Usage);
    }

    private async Task<GeneratedText> StreamAsync(AnswerPrompt prompt, IProgress<string> deltas, CancellationToken cancellationToken)
    {
        using var response = await _client.ConverseStreamAsync(
            new ConverseStreamRequest
            {
                ModelId = _options.ModelId,
                System = [new SystemContentBlock { Text = prompt.System }],
                Messages = Messages(prompt),
                InferenceConfig = Inference(),
                GuardrailConfig = _options.Guardrail is { } g ? new GuardrailStreamConfiguration { GuardrailIdentifier = g.Id, GuardrailVersion = g.Version } : null,
            },
            cancellationToken);
        var text = new StringBuilder();
        StopReason? stop = null;
        TokenUsage? usage = null;
        await using var parts = response.Stream.GetAsyncEnumerator(cancellationToken);
        while (await ServiceErrors.NextAsync(parts))
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
        return stop is null ? throw new PrunerUpstreamBadResponse("ConverseStream broke off before its end.") : Text(prompt, text.ToString(), stop, usage);
    }

    private static List<Message> Messages(AnswerPrompt prompt) =>
        [new Message { Role = ConversationRole.User, Content = [new ContentBlock { Text = prompt.User }] }];

    private InferenceConfiguration Inference() => new() { MaxTokens = _options.MaxTokens, Temperature = 0 };

    private static GeneratedText Text(AnswerPrompt prompt, string text, StopReason? stop, TokenUsage? usage) => new(text.Trim())
    {
        IsBlocked = stop?.Value is "guardrail_intervened" or "content_filtered",
        IsTruncated = stop?.Value is "max_tokens" or "model_context_window_exceeded",
        InputTokens = usage?.InputTokens ?? TokenEstimate.Of(prompt.System) + TokenEstimate.Of(prompt.User),
        OutputTokens = usage?.OutputTokens ?? TokenEstimate.Of(text),
    };
}

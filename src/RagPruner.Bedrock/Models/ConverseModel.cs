using Amazon.BedrockRuntime;
using RagPruner.Bedrock.Errors;
using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>A model by Converse, or by ConverseStream where somebody watches.</summary>
public sealed class ConverseModel : IModel
{
    private readonly IAmazonBedrockRuntime _client;
    private readonly ModelAbilities _abilities;
    private readonly ModelAbilities _withoutLogprobs;
    private readonly ConverseRequests _requests;
    private readonly LogprobLearning _learning;

    /// <summary>Builds the model.</summary>
    public ConverseModel(IAmazonBedrockRuntime client, ConverseOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_client, _requests, _learning) = (client, new ConverseRequests(options), new LogprobLearning(options.Logprobs));
        (_abilities, _withoutLogprobs) = (options.Abilities, (options with { Logprobs = LogprobSupport.No }).Abilities);
    }

    /// <inheritdoc/>
    public ModelAbilities Abilities => _learning.HasNone ? _withoutLogprobs : _abilities;

    /// <summary>Whether nothing is known yet of its log probabilities: one draft goes first then, and finds out for the others.</summary>
    public bool MayBeCold => _learning.IsOpen;

    /// <inheritdoc/>
    public async Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_learning.HasNone)
            request = request with { Logprobs = false };
        try
        {
            var completion = deltas is null
                ? await ServiceErrors.CompleteAsync("Converse", () => WholeAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false)
                : await ServiceErrors.CompleteAsync("ConverseStream", () => StreamAsync(request, deltas, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            _learning.Saw(request, completion);
            return completion;
        }
        catch (PrunerMisconfigured e) when (e.InnerException is ModelRefusedException && _learning.Refuses(request))
        {
            // A failure that is repeated once: the next attempt goes without.
            throw new PrunerUpstreamBadResponse("Converse failed: the model refused the request with log probabilities; it is asked without them from here.");
        }
    }

    private async Task<Completion> WholeAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        var response = await _client.ConverseAsync(_requests.Whole(request), cancellationToken).ConfigureAwait(false);
        return response.Output?.Message?.Content is { } content
            ? ConverseReply.Of(string.Concat(content.Select(c => c.Text)), response.StopReason, response.Usage) with
            {
                Tokens = request.Logprobs ? ConverseLogprobs.Read(response.AdditionalModelResponseFields) : null,
            }
            : throw new PrunerUpstreamBadResponse("Converse answered without a message.");
    }

    private async Task<Completion> StreamAsync(CompletionRequest request, IProgress<string> deltas, CancellationToken cancellationToken)
    {
        using var response = await _client.ConverseStreamAsync(_requests.Streamed(request), cancellationToken).ConfigureAwait(false);
        return await ConverseReply.ReadAsync(response.Stream, request.Logprobs, deltas, cancellationToken).ConfigureAwait(false);
    }
}

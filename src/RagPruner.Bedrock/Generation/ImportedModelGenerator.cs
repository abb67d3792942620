using Amazon.BedrockRuntime;
using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Bedrock.Drafting;
using RagPruner.Drafting;
using RagPruner.Prompts;

namespace RagPruner.Bedrock.Generation;

/// <summary>Answers on an imported model by InvokeModel, with log probabilities where its format gives token texts.</summary>
public sealed class ImportedModelGenerator : IGenerator
{
    private const double SamplingTemperature = 0.7;

    private readonly ImportedModel _model;
    private readonly int _maxTokens;

    /// <summary>Builds a generator.</summary>
    public ImportedModelGenerator(IAmazonBedrockRuntime client, ImportedModelOptions options, int maxTokens = 512)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        (_model, _maxTokens) = (new ImportedModel(client, options), maxTokens);
    }

    /// <inheritdoc/>
    public bool OffersLogprobs => _model.HasTokenTexts;

    /// <inheritdoc/>
    public async Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prompt = AnswerPrompt.For(request, AnswerStyle.Cited);
        var samples = request.Candidates > 1;
        var call = new ImportedModelCall(prompt.System, prompt.User, null, null, _maxTokens)
        {
            Logprobs = true,
            Temperature = samples ? SamplingTemperature : 0,
            // The same request gives the same candidates.
            Seed = samples ? request.Candidate + 1 : null,
        };
        var reply = await _model.InvokeAsync(call, cancellationToken);
        deltas?.Report(reply.Text);
        return new GeneratedText(reply.Text.Trim())
        {
            IsBlocked = reply.IsBlocked,
            IsTruncated = reply.IsTruncated,
            Tokens = reply.HasTokenTexts && reply.Tokens is { } tokens ? DraftTokens.Align(reply.Text, tokens) : null,
            InputTokens = reply.InputTokens ?? TokenEstimate.Of(prompt.System) + TokenEstimate.Of(prompt.User),
            OutputTokens = reply.OutputTokens ?? TokenEstimate.Of(reply.Text),
        };
    }
}

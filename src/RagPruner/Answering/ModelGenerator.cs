using RagPruner.Accounting;
using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.Answering;

/// <summary>Answers on any model.</summary>
public sealed class ModelGenerator : IGenerator
{
    private const int MaxQuotedTokens = 64;

    // Candidates must differ, so they are sampled, each with a seed of its own so that the same request gives the same ones.
    private const double SamplingTemperature = 0.7;

    private readonly IModel _model;
    private readonly AnswerStyle _style;
    private readonly int _maxTokens;

    /// <summary>Builds a generator over a model.</summary>
    /// <param name="model">The final model.</param>
    /// <param name="style">How it is asked to answer.</param>
    /// <param name="maxTokens">The longest answer, in tokens; a quotation has at most 64.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is less than 1.</exception>
    public ModelGenerator(IModel model, AnswerStyle style = AnswerStyle.Cited, int maxTokens = 512)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        (_model, _style, _maxTokens) = (model, style, style == AnswerStyle.Quoted ? Math.Min(MaxQuotedTokens, maxTokens) : maxTokens);
    }

    /// <inheritdoc/>
    public bool OffersLogprobs => _model.Abilities is { OutputLogprobs: true, TokenTexts: true };

    /// <inheritdoc/>
    public async Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prompt = AnswerPrompt.For(request, _style, _model.Abilities);
        var samples = request.Candidates > 1;
        var call = new CompletionRequest(prompt, _maxTokens)
        {
            Logprobs = OffersLogprobs,
            Temperature = samples ? SamplingTemperature : 0,
            Seed = samples ? request.Candidate + 1 : null,
        };
        var shown = deltas is not null && _style == AnswerStyle.Quoted ? new QuotationDeltas(deltas) : deltas;
        var completion = await _model.CompleteAsync(call, shown, cancellationToken).ConfigureAwait(false);
        if (completion.StopCause == StopCause.TooLong)
            throw new PrunerMisconfigured("The kept contexts are too long for the final model; keep fewer, or choose a model that reads more.");
        var text = _style == AnswerStyle.Quoted ? Quotation.TextOf(completion.Text) : completion.Text.Trim();
        // A quotation that was begun and closed at once says that there is nothing to quote.
        if (text.Length == 0 && _style == AnswerStyle.Quoted)
            text = Abstention.Phrase;
        return new GeneratedText(text)
        {
            IsBlocked = completion.StopCause == StopCause.Blocked,
            IsTruncated = completion.StopCause == StopCause.Length,
            Tokens = OffersLogprobs && completion.Tokens is { } tokens ? TokenAlignment.Align(completion.Text, tokens) : null,
            InputTokens = completion.InputTokens ?? prompt.EstimatedTokens,
            CacheReadInputTokens = completion.CacheReadInputTokens,
            CacheWriteInputTokens = completion.CacheWriteInputTokens,
            OutputTokens = completion.OutputTokens ?? TokenEstimate.Of(completion.Text),
        };
    }
}

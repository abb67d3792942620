using Amazon.BedrockRuntime;
using RagPruner.Accounting;
using RagPruner.Bedrock.Errors;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Prompts;
using RagPruner.Selection;

namespace RagPruner.Bedrock.Drafting;

/// <summary>Drafts on an imported model, with draft and question evidence from one InvokeModel call.</summary>
public sealed class ImportedModelDrafter : IDrafter
{
    // A copy of an imported model is removed after some five idle minutes.
    private static readonly TimeSpan s_staysWarm = TimeSpan.FromMinutes(5);

    private static readonly Evidence s_none = new() { Draft = "" };

    private readonly ImportedModel _model;
    private readonly TimeProvider _time;
    private long _lastSuccess = long.MinValue;

    /// <summary>Builds a drafter.</summary>
    public ImportedModelDrafter(IAmazonBedrockRuntime client, ImportedModelOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        _model = new ImportedModel(client, options);
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public EvidenceKinds Offers => OffersOf(_model.Options.Format);

    /// <summary>What a model returns in a format, for whoever must know it without a client.</summary>
    public static EvidenceKinds OffersOf(BodyFormat format) =>
        format == BodyFormat.Native ? EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs : EvidenceKinds.Every;

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
        var call = new ImportedModelCall("Answer.", "Say yes.", null, null, 1) { Logprobs = true, PromptLogprobs = true, PromptTail = 1 };
        try
        {
            var reply = await new ImportedModel(client, options with { Format = BodyFormat.OpenAiCompletion }).InvokeAsync(call, cancellationToken);
            if (reply.HasTokenTexts && reply.PromptTokens is not null)
                return BodyFormat.OpenAiCompletion;
        }
        catch (PrunerMisconfigured e) when (e.InnerException is ModelRefusedException)
        {
            // It does not know this format.
        }
        await new ImportedModel(client, options with { Format = BodyFormat.Native }).InvokeAsync(call, cancellationToken);
        return BodyFormat.Native;
    }

    /// <inheritdoc/>
    public async Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prompt = DraftPrompt.For(request);
        var call = new ImportedModelCall(prompt.System, prompt.User, DraftPrompt.AssistantPrefix, DraftPrompt.Stops, request.MaxTokens)
        {
            Logprobs = request.Needs.HasFlag(EvidenceKinds.DraftLogprobs),
            PromptLogprobs = request.Needs.HasFlag(EvidenceKinds.QuestionLogprobs) && _model.HasTokenTexts,
            PromptTail = PromptLogprobs.TailOf(prompt.Question),
        };
        try
        {
            var reply = await _model.InvokeAsync(call, cancellationToken);
            Volatile.Write(ref _lastSuccess, _time.GetTimestamp());
            var evidence = EvidenceOf(reply, prompt);
            return reply.IsBlocked ? DraftReply.Without(Reasons.DraftBlocked, evidence.InputTokens, evidence.OutputTokens) : DraftReply.With(evidence);
        }
        catch (PrunerMisconfigured e) when (e.InnerException is ModelRefusedException { IsTooLong: true })
        {
            return DraftReply.Refused(Reasons.TooLong);
        }
    }

    /// <inheritdoc/>
    public async Task<FurtherReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(evidence);
        try
        {
            return await AddOneAsync(kind, request, evidence, cancellationToken);
        }
        catch (PrunerMisconfigured e) when (e.InnerException is ModelRefusedException { IsTooLong: true })
        {
            // As with a draft, this one context goes without.
            return FurtherReply.Refused(evidence);
        }
    }

    private async Task<FurtherReply> AddOneAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        if (kind == EvidenceKinds.Sufficiency)
        {
            var prompt = SufficiencyPrompt.For(request);
            var (reply, spent) = await AskAsync(new ImportedModelCall(prompt.System, prompt.User, null, null, 1) { Logprobs = true }, cancellationToken);
            return spent with { Evidence = reply.Tokens is [var first, ..] && !reply.IsBlocked ? evidence with { Sufficiency = Sufficiency.Of(first) } : evidence };
        }
        if (ClosedBookPrompt.For(request, evidence) is not { } closed)
            return FurtherReply.Refused(evidence);
        var call = new ImportedModelCall(closed.System, closed.User, closed.Assistant, null, 1) { PromptLogprobs = true, PromptTail = PromptLogprobs.TailOf(closed.Draft) };
        var (rated, tokens) = await AskAsync(call, cancellationToken);
        return tokens with { Evidence = closed.Add(evidence, rated.PromptTokens) };
    }

    private async Task<(ImportedModelReply Reply, FurtherReply Spent)> AskAsync(ImportedModelCall call, CancellationToken cancellationToken)
    {
        var reply = await _model.InvokeAsync(call, cancellationToken);
        Volatile.Write(ref _lastSuccess, _time.GetTimestamp());
        return (reply, new FurtherReply(s_none, reply.InputTokens ?? TokenEstimate.Of(call.System) + TokenEstimate.Of(call.User) + TokenEstimate.Of(call.AssistantPrefix ?? ""), reply.OutputTokens ?? 1));
    }

    private Evidence EvidenceOf(ImportedModelReply reply, DraftPrompt prompt)
    {
        var text = reply.HasTokenTexts ? UpToStop(reply.Text) : reply.Text;
        var question = prompt.QuestionLogprobsIn(reply.PromptTokens);
        return new Evidence
        {
            Draft = text.Trim().Trim('"').Trim(),
            Tokens = reply.Tokens is { } tokens && reply.HasTokenTexts ? DraftTokens.Align(text, tokens) : reply.Tokens,
            QuestionLogprobs = question,
            PromptTail = question is null && reply.PromptTokens is { } all && all.All(t => t.Text is null)
                ? new PromptTail(all, _model.Options.TemplateTailTokens)
                : null,
            InputTokens = reply.InputTokens ?? TokenEstimate.Of(prompt.System) + TokenEstimate.Of(prompt.User),
            OutputTokens = reply.OutputTokens ?? TokenEstimate.Of(reply.Text),
        };
    }

    // Servers may ignore stop sequences or return them.
    private static string UpToStop(string text)
    {
        foreach (var stop in DraftPrompt.Stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at > 0)
                text = text[..at];
        }
        return text;
    }
}

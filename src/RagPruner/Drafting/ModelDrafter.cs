using RagPruner.Contexts;
using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>
/// Drafts on any model: builds the prompts, and reads evidence from what comes back. What a model cannot do it does not
/// offer.
/// </summary>
public sealed class ModelDrafter : IDrafter
{
    // Enough to show people what else could have stood in a place.
    private const int Alternatives = 5;

    private readonly IModel _model;

    /// <summary>Builds a drafter over a model.</summary>
    public ModelDrafter(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, PromptId) = (model, PromptIdOf(model.Abilities));
    }

    /// <inheritdoc/>
    public EvidenceKinds Offers => OffersOf(_model.Abilities);

    /// <inheritdoc/>
    public bool MayBeCold => _model.MayBeCold;

    /// <summary>Identifies the wording and the form of the drafting prompt: a profile that was made with another one does not apply.</summary>
    public string PromptId { get; }

    /// <summary>What a model with these abilities offers, for whoever must know it without one.</summary>
    internal static EvidenceKinds OffersOf(ModelAbilities abilities) =>
        EvidenceKinds.Draft
        | (abilities.OutputLogprobs ? EvidenceKinds.DraftLogprobs : EvidenceKinds.None)
        | (abilities is { OutputLogprobs: true, TokenTexts: true, Alternatives: > 0 } ? EvidenceKinds.Sufficiency : EvidenceKinds.None)
        | (abilities.PromptLogprobs ? EvidenceKinds.QuestionLogprobs | EvidenceKinds.QuestionPrior : EvidenceKinds.None)
        // A finished draft can be rated only where it can stand in the assistant's turn.
        | (abilities is { OutputLogprobs: true, TokenTexts: true, PromptLogprobs: true, BegunTurns: true } ? EvidenceKinds.ClosedBook : EvidenceKinds.None);

    internal static string PromptIdOf(ModelAbilities abilities) =>
        abilities.Form.Length == 0 ? DraftPrompt.Hash : $"{DraftPrompt.Hash}-{abilities.Form}";

    /// <inheritdoc/>
    public async Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var abilities = _model.Abilities;
        var prompt = DraftPrompt.For(request, abilities);
        var question = DraftPrompt.Plain(request.Question);
        var wantsLogprobs = request.Needs.HasFlag(EvidenceKinds.DraftLogprobs) && abilities.OutputLogprobs;
        var call = new CompletionRequest(prompt, request.MaxTokens)
        {
            Logprobs = wantsLogprobs,
            Alternatives = wantsLogprobs ? Math.Min(Alternatives, abilities.Alternatives) : 0,
            PromptTokens = request.Needs.HasFlag(EvidenceKinds.QuestionLogprobs) && abilities.PromptLogprobs ? PromptLogprobs.TailOf(question) : 0,
        };
        var completion = await _model.CompleteAsync(call, deltas: null, cancellationToken).ConfigureAwait(false);
        if (completion.StopCause == StopCause.TooLong)
            return DraftReply.Refused(Reasons.TooLong);
        var usage = completion.UsageOf(prompt, fewestOutputTokens: 1);
        if (completion.StopCause == StopCause.Blocked)
            return DraftReply.Without(Reasons.DraftBlocked, 0, 0).Taking(usage);
        // The reply knows better than the model's form, which is configured.
        var hasTexts = completion.Tokens is { Count: > 0 } given ? given.Any(t => t.Text.Length > 0) : abilities.TokenTexts;
        var text = hasTexts ? Quotation.UpToStop(completion.Text, prompt.Stops) : completion.Text;
        var found = completion.PromptTokens is { } tokens ? QuestionSpan.Find(tokens, question, DraftPrompt.Lead) : null;
        return DraftReply.With(new Evidence
        {
            Draft = Quotation.TextOf(text),
            Tokens = hasTexts && completion.Tokens is { } generated ? TokenAlignment.Align(text, generated) : completion.Tokens,
            QuestionLogprobs = found,
            PromptTail = found is null && completion.PromptTokens is { } all && all.All(t => t.Text is null)
                ? new PromptTail(all, abilities.TemplateTailTokens) : null,
            InputTokens = (int)usage.InputTokens,
            OutputTokens = (int)usage.OutputTokens,
        }).Taking(usage);
    }

    /// <inheritdoc/>
    public async Task<DraftReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(evidence);
        var draft = evidence.AsSpelled;
        if (kind == EvidenceKinds.ClosedBook && draft is null)
            return DraftReply.Refused(Reasons.DraftLogprobsMissing);
        var call = kind == EvidenceKinds.ClosedBook
            ? new CompletionRequest(DraftPrompt.ClosedBook(request.Question, draft), 1) { PromptTokens = PromptLogprobs.TailOf(draft!) }
            : new CompletionRequest(DraftPrompt.Sufficiency(request), 1) { Logprobs = true, Alternatives = _model.Abilities.Alternatives };
        var completion = await _model.CompleteAsync(call, deltas: null, cancellationToken).ConfigureAwait(false);
        if (completion.StopCause == StopCause.TooLong)
            return DraftReply.Refused(Reasons.TooLong);
        if (kind == EvidenceKinds.ClosedBook)
            evidence = completion.PromptTokens is { } tokens ? evidence with { ClosedBookLogprobs = QuestionSpan.Find(tokens, draft!) } : evidence;
        else if (completion is { Tokens: [var first, ..], StopCause: not StopCause.Blocked })
            evidence = evidence with { Sufficiency = Sufficiency.Of(first) };
        return DraftReply.With(evidence).Taking(completion.UsageOf(call.Prompt, fewestOutputTokens: 1));
    }

    /// <inheritdoc/>
    async Task<QuestionReply> IDrafter.AddToAllAsync(EvidenceKinds kind, QuestionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var question = DraftPrompt.Plain(request.Question);
        var call = new CompletionRequest(DraftPrompt.ClosedBook(question, draft: null), 1) { PromptTokens = PromptLogprobs.TailOf(question) };
        var completion = await _model.CompleteAsync(call, deltas: null, cancellationToken).ConfigureAwait(false);
        var logprobs = completion.PromptTokens is { } tokens ? QuestionSpan.Find(tokens, question, DraftPrompt.Lead) : null;
        return new QuestionReply([.. request.Contexts.Select(c => (c.Evidence ?? Evidence.None) with { QuestionPriorLogprobs = logprobs })],
            completion.StopCause == StopCause.TooLong ? default : completion.UsageOf(call.Prompt, fewestOutputTokens: 1));
    }
}

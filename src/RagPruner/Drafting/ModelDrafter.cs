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
        | (abilities is { OutputLogprobs: true, TokenTexts: true, Alternatives: > 1 } ? EvidenceKinds.Labels : EvidenceKinds.None)
        | (abilities.PromptLogprobs ? EvidenceKinds.QuestionLogprobs | EvidenceKinds.QuestionPrior : EvidenceKinds.None)
        | (abilities is { PromptLogprobs: true, TokenTexts: true } ? EvidenceKinds.Pair : EvidenceKinds.None)
        // A finished draft, or a shared answer, can be rated only where it can stand in the assistant's turn.
        | (abilities is { PromptLogprobs: true, TokenTexts: true, BegunTurns: true } ? EvidenceKinds.Scent : EvidenceKinds.None)
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
        // What is rated: the draft without its context, or the scent with it.
        var rated = kind == EvidenceKinds.ClosedBook ? evidence.AsSpelled : kind == EvidenceKinds.Scent ? evidence.Scent : "";
        if (rated is null)
            return DraftReply.Refused(kind == EvidenceKinds.Scent ? Reasons.ScentMissing : Reasons.DraftLogprobsMissing);
        var call = kind switch
        {
            EvidenceKinds.ClosedBook =>
                new CompletionRequest(DraftPrompt.ClosedBook(request.Question, rated), 1) { PromptTokens = PromptLogprobs.TailOf(rated) },
            EvidenceKinds.Scent => Scent.Rating(request, rated, _model.Abilities),
            _ => new CompletionRequest(DraftPrompt.Sufficiency(request), 1) { Logprobs = true, Alternatives = _model.Abilities.Alternatives },
        };
        var completion = await _model.CompleteAsync(call, deltas: null, cancellationToken).ConfigureAwait(false);
        if (completion.StopCause == StopCause.TooLong)
            return DraftReply.Refused(Reasons.TooLong);
        evidence = kind switch
        {
            EvidenceKinds.ClosedBook when completion.PromptTokens is { } tokens => evidence with { ClosedBookLogprobs = QuestionSpan.Find(tokens, rated) },
            EvidenceKinds.Scent when completion.PromptTokens is { } tokens => Scent.Read(evidence, rated, request.Question, tokens),
            EvidenceKinds.Sufficiency when completion is { Tokens: [var first, ..], StopCause: not StopCause.Blocked } =>
                evidence with { Sufficiency = Sufficiency.Of(first) },
            _ => evidence,
        };
        return DraftReply.With(evidence).Taking(completion.UsageOf(call.Prompt, fewestOutputTokens: 1));
    }

    EvidenceKinds IDrafter.Usable => Offers;

    int IDrafter.MostLabels => LabelsOf(_model.Abilities);

    IReadOnlyList<QuestionCall> IDrafter.CallsFor(EvidenceKinds kind, QuestionRequest request) => kind switch
    {
        EvidenceKinds.QuestionPrior => [QuestionPrior.Call(request)],
        EvidenceKinds.Labels => Listwise.Calls(request, _model.Abilities, LabelsOf(_model.Abilities)),
        EvidenceKinds.Scent => [Scent.Call(request, _model.Abilities, request.MaxTokens)],
        EvidenceKinds.Pair => Pairing.Calls(request, _model.Abilities),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind is not asked for all contexts together."),
    };

    Task<Completion> IDrafter.CompleteAsync(QuestionCall call, CancellationToken cancellationToken) =>
        _model.CompleteAsync(call.Request, deltas: null, cancellationToken);

    /// <summary>How many labels one call tells apart: those that the model lists.</summary>
    internal static int LabelsOf(ModelAbilities abilities) => Math.Min(abilities.Alternatives, Listwise.MostLabels);
}

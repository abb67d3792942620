using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Lambda.Stages;

/// <summary>Translates between the core's types and the state's.</summary>
internal static class StageContexts
{
    private static readonly (EvidenceKinds Kind, string Name)[] s_kinds =
    [
        (EvidenceKinds.Draft, "draft"), (EvidenceKinds.DraftLogprobs, "draftLogprobs"), (EvidenceKinds.QuestionLogprobs, "questionLogprobs"),
        (EvidenceKinds.Sufficiency, "sufficiency"), (EvidenceKinds.ClosedBook, "closedBook"), (EvidenceKinds.QuestionPrior, "questionPrior"),
        (EvidenceKinds.Labels, "labels"), (EvidenceKinds.Scent, "scent"), (EvidenceKinds.Pair, "pair"),
    ];

    public static IReadOnlyList<string> NamesOf(EvidenceKinds uses) => [.. s_kinds.Where(k => uses.HasFlag(k.Kind)).Select(k => k.Name)];

    /// <exception cref="PrunerInvalidInput">A name is unknown.</exception>
    public static EvidenceKinds KindsOf(IReadOnlyList<string> names) => names.Aggregate(
        EvidenceKinds.None,
        (all, name) =>
            all | (s_kinds.FirstOrDefault(k => k.Name == name) is { Name: not null } known ? known.Kind
            : throw new PrunerInvalidInput("task.uses has an unknown kind of evidence.")));

    /// <exception cref="PrunerInvalidInput">A list holds null, which no type of JSON's reader refuses.</exception>
    public static void EnsureNoNull(params IEnumerable<IEnumerable<object?>?> lists)
    {
        if (lists.Any(list => list?.Contains(null) == true))
            throw new PrunerInvalidInput("The payload has a list with a null in it.");
    }

    /// <summary>A context for the state; a settled one that nothing is to be read from any more goes without its text.</summary>
    public static StageContext Of(PendingContext pending) => new()
    {
        Id = pending.Context.Id,
        Rank = pending.Context.Rank,
        RetrievalScore = pending.Context.RetrievalScore,
        FoundBy = pending.Context.FoundBy,
        Title = pending.Context.Title,
        Uri = pending.Context.Uri,
        Source = pending.Context.Source is { } source && source != (pending.Context with { Source = null }).Source ? source : null,
        Trust = pending.Context.Trust,
        HasUnreadableTrust = pending.Context.HasUnreadableTrust,
        Text = pending.IsOpen ? pending.Context.Text : null,
        Tokens = pending.Context.EstimatedTokens,
        MergedInto = pending.MergedInto,
        IsOverLimit = pending.IsOverLimit,
        UnscoredReason = pending.UnscoredReason,
    };

    public static Context ToContext(StageContext context) => new()
    {
        Id = context.Id,
        Text = context.Text ?? "",
        Rank = context.Rank,
        RetrievalScore = context.RetrievalScore,
        FoundBy = context.FoundBy,
        Title = context.Title,
        Uri = context.Uri,
        Source = context.Source,
        Trust = context.Trust is not { } trust || TrustWeight.IsWeight(trust) ? context.Trust
            : throw new PrunerInvalidInput("The payload has a trust weight below 0."),
        HasUnreadableTrust = context.HasUnreadableTrust,
        EstimatedTokens = context.Tokens,
    };

    /// <summary>The evidence in every form that the state can carry, from the whole of it to the shortest.</summary>
    public static IEnumerable<StageEvidence> FormsOf(Evidence evidence)
    {
        var bare = new StageEvidence
        {
            Draft = evidence.Draft,
            YesLogprob = evidence.Sufficiency?.YesLogprob,
            NoLogprob = evidence.Sufficiency?.NoLogprob,
            SufficiencyLogOdds = evidence.Sufficiency is null ? evidence.SufficiencyLogOdds : null,
            PromptTail = evidence.PromptTail is { } tail
                ? new StagePromptTail([.. tail.Tokens.Select(t => t.Id)], [.. tail.Tokens.Select(t => t.Logprob)], tail.TemplateTokens)
                : null,
        };
        var whole = bare with
        {
            Tokens = evidence.Tokens is { } tokens ? [.. tokens.Select(TokenPart.Of)] : null,
            QuestionLogprobs = evidence.QuestionLogprobs,
            ClosedBookLogprobs = evidence.ClosedBookLogprobs,
            ScentLogprobs = evidence.ScentLogprobs,
            ScentLogprob = evidence.ScentLogprobs is null ? evidence.ScentLogprob : null,
            // A drafter of one's own may give numbers without tokens.
            MeanLogprob = evidence.Tokens is null ? evidence.MeanLogprob : null,
            QuestionLogprob = evidence.QuestionLogprobs is null ? evidence.QuestionLogprob : null,
            Gain = evidence.Tokens is null || evidence.ClosedBookLogprobs is null ? evidence.Gain : null,
        };
        var plain = whole with { Tokens = whole.Tokens is null ? null : [.. whole.Tokens.Select(t => t with { Top = null })] };
        var folded = bare with
        {
            IsFolded = evidence.Tokens is not null || evidence.QuestionLogprobs is not null,
            MeanLogprob = evidence.MeanLogprob,
            QuestionLogprob = evidence.QuestionLogprob,
            ScentLogprob = evidence.ScentLogprob,
            Gain = evidence.Gain,
        };
        return [whole, plain, Rounded(plain), folded, Rounded(folded)];
    }

    // Hundreds of numbers go through the state, and means of them are compared at far less.
    private static StageEvidence Rounded(StageEvidence evidence) => evidence.PromptTail is not { } tail ? evidence : evidence with
    {
        PromptTail = tail with { Logprobs = [.. tail.Logprobs.Select(l => l is { } value ? Math.Round(value, 4) : (double?)null)] },
    };

    /// <summary>The evidence again. Folded, it has means and no tokens.</summary>
    public static Evidence ToEvidence(StageEvidence evidence, StageUsage? usage) => new()
    {
        Draft = evidence.Draft,
        Tokens = evidence.Tokens is { } tokens ? TokenPart.ToTokens(tokens) : null,
        QuestionLogprobs = evidence.QuestionLogprobs,
        ClosedBookLogprobs = evidence.ClosedBookLogprobs,
        MeanLogprob = evidence.MeanLogprob,
        QuestionLogprob = evidence.QuestionLogprob,
        ScentLogprobs = evidence.ScentLogprobs,
        ScentLogprob = evidence.ScentLogprob,
        SufficiencyLogOdds = evidence.SufficiencyLogOdds,
        Sufficiency = evidence is { YesLogprob: { } yes, NoLogprob: { } no } ? new Sufficiency(yes, no) : null,
        Gain = evidence.Gain,
        PromptTail = evidence.PromptTail is { } tail && tail.Ids.Count == tail.Logprobs.Count
            ? new PromptTail([.. tail.Ids.Zip(tail.Logprobs, (id, logprob) => new PromptToken(null, logprob, id))], tail.TemplateTokens) { IsCut = tail.IsCut }
            : null,
        InputTokens = (int)(usage?.InputTokens ?? 0),
        OutputTokens = (int)(usage?.OutputTokens ?? 0),
    };
}

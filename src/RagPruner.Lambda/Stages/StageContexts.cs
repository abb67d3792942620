using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Selection;

namespace RagPruner.Lambda.Stages;

/// <summary>Translates between the core's types and the state's.</summary>
internal static class StageContexts
{
    private static readonly (EvidenceKinds Kind, string Name)[] s_kinds =
    [
        (EvidenceKinds.Draft, "draft"), (EvidenceKinds.DraftLogprobs, "draftLogprobs"), (EvidenceKinds.QuestionLogprobs, "questionLogprobs"),
        (EvidenceKinds.Sufficiency, "sufficiency"), (EvidenceKinds.ClosedBook, "closedBook"),
    ];

    public static IReadOnlyList<string> NamesOf(EvidenceKinds uses) => [.. s_kinds.Where(k => uses.HasFlag(k.Kind)).Select(k => k.Name)];

    /// <exception cref="PrunerInvalidInput">A name is unknown.</exception>
    public static EvidenceKinds KindsOf(IReadOnlyList<string> names) => names.Aggregate(
        EvidenceKinds.None,
        (all, name) => all | (s_kinds.FirstOrDefault(k => k.Name == name) is { Name: not null } known ? known.Kind : throw new PrunerInvalidInput("task.uses has an unknown kind of evidence.")));

    /// <exception cref="PrunerInvalidInput">A list holds null, which no type of JSON's reader refuses.</exception>
    public static void EnsureNoNull(params IEnumerable<IEnumerable<object?>?> lists)
    {
        if (lists.Any(list => list?.Contains(null) == true))
            throw new PrunerInvalidInput("The payload has a list with a null in it.");
    }

    /// <summary>A context for the state; a settled one that nothing is to be read from any more goes without its text.</summary>
    public static StageContext Of(Candidate candidate) => new()
    {
        Id = candidate.Context.Id,
        Rank = candidate.Context.Rank,
        RetrievalScore = candidate.Context.RetrievalScore,
        Title = candidate.Context.Title,
        Uri = candidate.Context.Uri,
        Text = candidate.IsOpen ? candidate.Context.Text : null,
        Tokens = candidate.Context.EstimatedTokens,
        MergedInto = candidate.MergedInto,
        UnscoredReason = candidate.UnscoredReason,
    };

    public static Context ToContext(StageContext context) => new()
    {
        Id = context.Id,
        Text = context.Text ?? "",
        Rank = context.Rank,
        RetrievalScore = context.RetrievalScore,
        Title = context.Title,
        Uri = context.Uri,
        EstimatedTokens = context.Tokens,
    };

    public static StageEvidence Of(Evidence evidence) => new()
    {
        Draft = evidence.Draft,
        MeanLogprob = evidence.MeanLogprob,
        QuestionLogprob = evidence.QuestionLogprob,
        YesLogprob = evidence.Sufficiency?.YesLogprob,
        NoLogprob = evidence.Sufficiency?.NoLogprob,
        Gain = evidence.Gain,
        PromptTail = evidence.PromptTail is { } tail ? new StagePromptTail([.. tail.Tokens.Select(t => t.Id)], [.. tail.Tokens.Select(t => Short(t.Logprob))], tail.TemplateTokens) : null,
    };

    // Hundreds of numbers go through the state, and means of them are compared at far less.
    private static double? Short(double? logprob) => logprob is { } value ? Math.Round(value, 4) : null;

    /// <summary>Evidence whose lists have one member each, the mean: every score from means is the same as before.</summary>
    public static Evidence ToEvidence(StageEvidence evidence, StageUsage? usage) => new()
    {
        Draft = evidence.Draft,
        Tokens = evidence.MeanLogprob is { } mean ? [new DraftToken(evidence.Draft, mean)] : null,
        QuestionLogprobs = evidence.QuestionLogprob is { } question ? [question] : null,
        Sufficiency = evidence is { YesLogprob: { } yes, NoLogprob: { } no } ? new Sufficiency(yes, no) : null,
        Gain = evidence.Gain,
        PromptTail = evidence.PromptTail is { } tail && tail.Ids.Count == tail.Logprobs.Count
            ? new PromptTail([.. tail.Ids.Zip(tail.Logprobs, (id, logprob) => new PromptToken(null, logprob, id))], tail.TemplateTokens) { IsCut = tail.IsCut }
            : null,
        InputTokens = (int)(usage?.InputTokens ?? 0),
        OutputTokens = (int)(usage?.OutputTokens ?? 0),
    };
}

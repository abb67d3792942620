using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Lambda.Stages;

/// <summary>Reads the contexts, with what is known of each, from the state of an execution.</summary>
internal static class StateReader
{
    /// <summary>All contexts in retrieval order.</summary>
    public static IEnumerable<StageContext> AllOf(RetrievedState state) =>
        (state.Canary is null ? [] : new[] { state.Canary }).Concat(state.Rest).Concat(state.Settled).OrderBy(c => c.Rank);

    /// <summary>The drafts that are there.</summary>
    public static IEnumerable<StageDraft> DraftsOf(RetrievedState state) =>
        (state.CanaryDraft is null ? [] : new[] { state.CanaryDraft }).Concat(state.Drafts ?? []);

    /// <summary>All contexts in retrieval order, with their evidence.</summary>
    /// <param name="state">The state.</param>
    /// <param name="question">The question that they are for.</param>
    /// <param name="areDraftsDue">Whether every context that is to be drafted from must have a draft, or why it has none.</param>
    /// <exception cref="PrunerInvalidInput">A draft is lacking, or has an error that is none of a draft's.</exception>
    public static IReadOnlyList<PendingContext> PendingOf(RetrievedState state, string question, bool areDraftsDue)
    {
        var drafts = DraftsOf(state).DistinctBy(d => d.Id, StringComparer.Ordinal).ToDictionary(d => d.Id, StringComparer.Ordinal);
        var surveyed = (state.Survey?.Contexts ?? []).DistinctBy(c => c.Rank).ToDictionary(c => c.Rank);
        var settled = state.Settled.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        areDraftsDue &= EvidencePlan.Of(StageContexts.KindsOf(state.Task.Uses)).CallsPerContext > 0;
        return [.. AllOf(state).Select(context =>
        {
            var pending = new PendingContext(StageContexts.ToContext(context))
            {
                Question = question,
                MergedInto = context.MergedInto,
                UnscoredReason = context.UnscoredReason,
                IsOverLimit = context.IsOverLimit,
            };
            if (settled.Contains(context.Id))
                return pending;
            var shared = state.Survey is null ? null : Evidence.None with
            {
                Scent = state.Task.Scent,
                QuestionPriorLogprob = state.Survey.QuestionPriorLogprob,
                Labels = surveyed.GetValueOrDefault(context.Rank)?.Labels,
                Pair = surveyed.GetValueOrDefault(context.Rank)?.Pair,
            };
            return drafts.TryGetValue(context.Id, out var draft)
                ? pending with
                {
                    Evidence = draft.Evidence is not { } e ? shared : shared is null ? StageContexts.ToEvidence(e, draft.Usage)
                        : StageContexts.ToEvidence(e, draft.Usage).Sharing(shared) with { Pair = shared.Pair },
                    UnscoredReason = draft.Error is { } error ? ReasonOf(error) : draft.UnscoredReason,
                }
                : areDraftsDue ? throw new PrunerInvalidInput("drafts lacks a context that was to be drafted from.")
                : pending with { Evidence = shared };
        })];
    }

    /// <exception cref="PrunerInvalidInput">The error is not one that leaves a context unscored.</exception>
    private static string ReasonOf(string error) => error switch
    {
        nameof(PrunerThrottled) => Reasons.DraftFailed(ErrorKind.Throttled),
        nameof(PrunerModelNotReady) => Reasons.DraftFailed(ErrorKind.ModelNotReady),
        nameof(PrunerOverloaded) => Reasons.DraftFailed(ErrorKind.Overloaded),
        nameof(PrunerUpstreamFailed) => Reasons.DraftFailed(ErrorKind.UpstreamFailed),
        nameof(PrunerUpstreamBadResponse) => Reasons.DraftFailed(ErrorKind.UpstreamBadResponse),
        nameof(PrunerDeadlineExceeded) => Reasons.DraftFailed(ErrorKind.DeadlineExceeded),
        // Lambda's own: no concurrency was left for the draft, or the service failed.
        "Lambda.TooManyRequestsException" => Reasons.DraftFailed(ErrorKind.Throttled),
        "Lambda.ClientExecutionTimeoutException" or "Lambda.ServiceException" or "Lambda.AWSLambdaException" or "Lambda.SdkClientException" =>
            Reasons.DraftFailed(ErrorKind.UpstreamFailed),
        _ => throw new PrunerInvalidInput("drafts has an error that does not leave a context unscored."),
    };
}

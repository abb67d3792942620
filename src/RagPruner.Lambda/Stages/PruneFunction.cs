using System.Runtime.InteropServices;
using RagPruner.Accounting;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Lambda.Stages;

/// <summary>
/// The third stage: judges all contexts. It needs no service, and the same input gives the same bytes, so a state machine
/// may run it again.
/// </summary>
public class PruneFunction : Function
{
    /// <summary>Builds the function from the environment.</summary>
    public PruneFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected PruneFunction(FunctionExtensions extensions) : base(Parts.None, extensions)
    {
    }

    internal PruneFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var state = await StagePayload.ReadAsync(input, StageJson.Readable.RetrievedState, invocation.CancellationToken);
        StageContexts.EnsureNoNull(state.Rest, state.Settled, state.Drafts);
        invocation.Name(state.RequestId);
        var body = RequestJson.Read(JsonMarshal.GetRawUtf8Value(state.Request), invocation.Deployment.Catalog);
        var contexts = ContextsOf(state);
        var pruned = invocation.Deployment.Stages.Prune(contexts, body.Request, state.AreCallers, state.IsBlocked);
        var (judgement, status, _, _) = pruned;
        var ledger = LedgerOf(state, pruned.Avoided, invocation.Deployment.Settings.Pruner);
        var record = invocation.Record!;
        record.Status(status);
        record.Verdicts(judgement);
        record.Decided(pruned.Decision);
        record.Saved(ledger.SavedUsd);
        return Invocation.Json(StateOf(state, body, pruned, ledger), StageJson.Readable.PrunedState);
    }

    private static PrunedState StateOf(RetrievedState state, RequestBody body, PrunedContexts pruned, Ledger ledger)
    {
        var (judgement, status, decision, _) = pruned;
        var isOver = status is RequestStatus.NoContext or RequestStatus.Blocked;
        var contexts = AllOf(state).ToDictionary(c => c.Id, StringComparer.Ordinal);
        string[] degraded =
        [
            .. contexts.Values.Any(c => c.IsTrimmed) ? ["contexts_trimmed"] : Array.Empty<string>(),
            .. DraftsOf(state).Any(d => d.Evidence?.IsFolded == true) ? ["evidence_folded"] : Array.Empty<string>(),
        ];
        return new PrunedState
        {
            Status = Bodies.NameOf(status),
            Body = Bodies.OfStage(status, isOver ? (Answering.Answer.Without(state.IsBlocked), decision)
                : null, judgement, ledger, state.RequestId, body.Include, degraded),
            Generation = isOver ? null : new StageGeneration(
                body.Request.Question, state.Task.Fence, body.Request.Candidates, state.Task.DeadlineMs, [.. judgement.Kept.Select(c => contexts[c.Id])],
                decision.Confidence, Bodies.NameOf(decision.NextStep)),
        };
    }

    private static IEnumerable<StageContext> AllOf(RetrievedState state) =>
        (state.Canary is null ? [] : new[] { state.Canary }).Concat(state.Rest).Concat(state.Settled).OrderBy(c => c.Rank);

    private static IEnumerable<StageDraft> DraftsOf(RetrievedState state) =>
        (state.CanaryDraft is null ? [] : new[] { state.CanaryDraft }).Concat(state.Drafts ?? []);

    private static IReadOnlyList<PendingContext> ContextsOf(RetrievedState state)
    {
        var drafts = DraftsOf(state).DistinctBy(d => d.Id, StringComparer.Ordinal).ToDictionary(d => d.Id, StringComparer.Ordinal);
        var settled = state.Settled.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        return [.. AllOf(state).Select(context =>
        {
            var pending = new PendingContext(StageContexts.ToContext(context))
            {
                MergedInto = context.MergedInto,
                UnscoredReason = context.UnscoredReason,
                IsOverLimit = context.IsOverLimit,
            };
            if (settled.Contains(context.Id))
                return pending;
            return drafts.TryGetValue(context.Id, out var draft)
                ? pending with { Evidence = draft.Evidence is { } e ? StageContexts.ToEvidence(e, draft.Usage)
                    : null, UnscoredReason = draft.Error is { } error ? ReasonOf(error) : draft.UnscoredReason }
                : throw new PrunerInvalidInput("drafts lacks a context that was to be drafted from.");
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

    // The longest of the drafts that ran side by side, and the canary before them. Retries are the state machine's, and only it knows them.
    private static Ledger LedgerOf(RetrievedState state, Avoided avoided, PrunerOptions options)
    {
        var usages = DraftsOf(state).Select(d => d.Usage).ToArray();
        var billed = usages.Where(u => u is { BilledCalls: > 0 }).Select(u => u!).ToArray();
        var drafting = billed.Aggregate(default(TokenUsage), static (all, u) => all + new TokenUsage(u.BilledCalls!.Value, u.InputTokens, u.OutputTokens)
        {
            CacheReadInputTokens = u.CacheReadInputTokens,
            CacheWriteInputTokens = u.CacheWriteInputTokens,
        });
        var rest = (state.Drafts ?? []).Select(d => d.Usage?.Milliseconds ?? 0).DefaultIfEmpty(0).Max();
        var draftTime = TimeSpan.FromMilliseconds((state.CanaryDraft?.Usage?.Milliseconds ?? 0) + rest);
        var retrieveTime = TimeSpan.FromMilliseconds(state.Usage.Milliseconds);
        return Ledger.Of(
            (state.Usage.Calls + usages.Sum(u => u?.Calls ?? 1), 0), (billed.Length, drafting), default,
            avoided,
            new StageTimes(retrieveTime, usages.Length == 0 ? null : draftTime, null, retrieveTime + draftTime),
            options.Prices);
    }
}

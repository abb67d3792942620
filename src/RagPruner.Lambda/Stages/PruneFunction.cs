using System.Runtime.InteropServices;
using RagPruner.Accounting;
using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Pipeline;

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
        var contexts = StateReader.PendingOf(state, body.Request.Question, areDraftsDue: true);
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
        var contexts = StateReader.AllOf(state).ToDictionary(c => c.Id, StringComparer.Ordinal);
        string[] degraded =
        [
            .. contexts.Values.Any(c => c.IsTrimmed) ? ["contexts_trimmed"] : Array.Empty<string>(),
            .. StateReader.DraftsOf(state).Any(d => d.Evidence?.IsFolded == true) ? ["evidence_folded"] : Array.Empty<string>(),
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

    // The longest of the drafts that ran side by side, and the canary before them. Retries are the state machine's, and only it knows them.
    private static Ledger LedgerOf(RetrievedState state, Avoided avoided, PrunerOptions options)
    {
        var usages = StateReader.DraftsOf(state).Select(d => d.Usage).ToArray();
        var billed = usages.Where(u => u is { BilledCalls: > 0 }).Select(u => u!).ToArray();
        var drafting = billed.Aggregate(state.Survey?.Usage.Drafting() ?? default, static (all, u) => all + u.Drafting());
        var rest = (state.Drafts ?? []).Select(d => d.Usage?.Milliseconds ?? 0).DefaultIfEmpty(0).Max();
        var draftTime = TimeSpan.FromMilliseconds((state.Survey?.Usage.Milliseconds ?? 0) + (state.CanaryDraft?.Usage?.Milliseconds ?? 0) + rest);
        var retrieveTime = TimeSpan.FromMilliseconds(state.Usage.Milliseconds);
        return Ledger.Of(
            (state.Usage.Calls + (state.Survey?.Usage.Calls ?? 0) + usages.Sum(u => u?.Calls ?? 1), 0), (billed.Length, drafting), default,
            avoided,
            new StageTimes(retrieveTime, usages.Length == 0 && state.Survey is null ? null : draftTime, null, retrieveTime + draftTime),
            options.Prices);
    }
}

using RagPruner.Calls;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>
/// Drafts from every context, a few at a time, until drafting's share of the deadline is spent. A failed draft becomes
/// an unscored context; a failure that no other draft could escape (a wrong request or deployment) ends the request.
/// Nothing is running any more when it returns.
/// </summary>
internal sealed class DraftingStage(IDrafter drafter, PrunerOptions options, TimeProvider time)
{
    private const int LongestTokenCharacters = 24;

    public EvidenceKinds Offers => drafter.Offers;

    public async Task<IReadOnlyList<PendingContext>> RunAsync(
        RequestRun run, AdmittedRequest request, IReadOnlyList<Context> contexts, IProgress<PipelineProgress>? progress)
    {
        var pending = Prepare(contexts, options.MaxContextTokens, request.MostContexts);
        var open = Enumerable.Range(0, pending.Length).Where(i => pending[i].IsOpen).ToArray();
        if (request.Uses == EvidenceKinds.None || open.Length == 0)
            return pending;

        var deadline = run.Deadline.Share(options.DraftingShare);
        using var share = new CancellationTokenSource(deadline.Remaining, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Token, share.Token);
        var fence = ContextFence.For(request.Question, contexts);
        var maxTokens = options.MaxDraftTokensOf(request.Uses);
        var done = 0;
        await AddToAllAsync(CallScope.BeforeContexts).ConfigureAwait(false);
        if (request.Plan.CallsPerContext > 0)
            await DraftAllAsync().ConfigureAwait(false);
        await AddToAllAsync(CallScope.AfterContexts).ConfigureAwait(false);
        run.Token.ThrowIfCancellationRequested();
        return pending;

        async Task AddToAllAsync(CallScope scope)
        {
            foreach (var step in request.Plan.In(scope))
                await TryAddToAllAsync(run, deadline, request, step.Gives, pending, fence, stop.Token).ConfigureAwait(false);
        }

        async Task DraftAllAsync()
        {
            progress?.Report(new PipelineProgress(Stage.Draft, 0, open.Length));
            var next = -1;
            if (drafter.MayBeCold)
            {
                next = 0;
                await DraftAsync(open[0]).ConfigureAwait(false);
                if (pending[open[0]].UnscoredReason == Reasons.DraftFailed(ErrorKind.ModelNotReady))
                    throw new PrunerModelNotReady("The drafting model is being loaded.");
            }
            await Task.WhenAll(Enumerable.Range(0, Math.Min(options.MaxConcurrentDrafts, open.Length)).Select(_ => WorkAsync())).ConfigureAwait(false);

            async Task WorkAsync()
            {
                for (var i = Interlocked.Increment(ref next); i < open.Length; i = Interlocked.Increment(ref next))
                {
                    try
                    {
                        await DraftAsync(open[i]).ConfigureAwait(false);
                    }
                    catch
                    {
                        // Whatever ends the request ends the other drafts too, here and now.
#pragma warning disable CA1849, MA0042
                        stop.Cancel();
#pragma warning restore CA1849, MA0042
                        throw;
                    }
                }
            }
        }

        async Task DraftAsync(int at)
        {
            var draft = new DraftRequest(request.Question, pending[at].Context, fence, maxTokens, request.Uses);
            pending[at] = await TryDraftAsync(run, deadline, pending[at], draft, stop.Token).ConfigureAwait(false);
            progress?.Report(new PipelineProgress(Stage.Draft, Interlocked.Increment(ref done), open.Length));
        }
    }

    /// <summary>
    /// The contexts with those settled that need no draft: duplicates, what has no text or too much, and what is left over
    /// once the best by retrieval are as many as may be drafted from.
    /// </summary>
    public static PendingContext[] Prepare(IReadOnlyList<Context> contexts, int maxTokens, int most)
    {
        // A context that cannot be scored itself stands for no other.
        var into = DuplicateMerge.Find(contexts, c => c.EstimatedTokens <= maxTokens);
        PendingContext[] pending = [.. contexts.Select((context, i) => new PendingContext(context)
        {
            MergedInto = into[i] is { } other ? contexts[other].Id : null,
            UnscoredReason = into[i] is not null ? null
                : string.IsNullOrWhiteSpace(context.Text) ? Reasons.NoText
                : context.EstimatedTokens > maxTokens ? Reasons.TooLong
                : null,
        })];
        foreach (var i in Enumerable.Range(0, pending.Length).Where(i => pending[i].IsOpen).Skip(most))
            pending[i] = pending[i] with { IsOverLimit = true };
        return pending;
    }

    /// <summary>The context with what its calls returned: one drafting call, and one for each further kind of evidence.</summary>
    /// <exception cref="PrunerException">The call failed.</exception>
    public async Task<PendingContext> DraftAsync(RequestRun run, Deadline deadline, PendingContext pending, DraftRequest request, CancellationToken stop)
    {
        var evidence = pending.Evidence ?? Evidence.None;
        if ((request.Needs & EvidenceKinds.OneCall) != EvidenceKinds.None)
        {
            var reply = await run.CallAsync(deadline, ct => drafter.DraftAsync(request, ct), stop).ConfigureAwait(false);
            if (reply.IsBilled)
                run.AddDraft(reply.Usage);
            if (reply.Evidence is null)
                return pending with { UnscoredReason = reply.UnscoredReason };
            evidence = Bounded(reply.Evidence, request.MaxTokens) with { QuestionPriorLogprobs = evidence.QuestionPriorLogprobs };
        }
        var isEmpty = string.IsNullOrWhiteSpace(evidence.Draft);
        foreach (var step in EvidencePlan.Of(request.Needs & ~EvidenceKinds.OneCall).In(CallScope.EachContext))
        {
            // Of no draft, or one whose tokens are unknown, nothing is known without its context either.
            if (step.Gives == EvidenceKinds.ClosedBook && (isEmpty || evidence.AsSpelled is null))
                continue;
            var before = evidence;
            var further = await run.CallAsync(deadline, ct => drafter.AddAsync(step.Gives, request, before, ct), stop).ConfigureAwait(false);
            if (further.IsBilled)
                run.AddFurther(further.Usage);
            if (further.Evidence is null)
                continue;
            evidence = step.Gives == EvidenceKinds.Sufficiency
                ? further.Evidence with { SufficiencyTokens = further.InputTokens }
                : further.Evidence with { ClosedBookTokens = further.InputTokens };
        }
        return (pending with { Evidence = evidence, UnscoredReason = isEmpty ? Reasons.DraftEmpty : null }).AskedFor(request.Needs);
    }

    /// <summary>Asks once for all contexts. What only improves a score may be missing; what it needs may not.</summary>
    private async Task TryAddToAllAsync(
        RequestRun run, Deadline deadline, AdmittedRequest request, EvidenceKinds kind, PendingContext[] pending, string fence, CancellationToken stop)
    {
        var open = Enumerable.Range(0, pending.Length).Where(i => pending[i].IsOpen).ToArray();
        if (open.Length == 0)
            return;
        var call = new QuestionRequest(request.Question, [.. open.Select(i => new ContextEvidence(pending[i].Context, pending[i].Evidence))], fence);
        try
        {
            var reply = await run.CallAsync(deadline, ct => drafter.AddToAllAsync(kind, call, ct), stop, static r => r.Calls).ConfigureAwait(false);
            run.AddFurther(reply.Usage);
            for (var i = 0; i < open.Length; i++)
                pending[open[i]] = pending[open[i]] with { Evidence = reply.Evidence[i] };
        }
        catch (PrunerException e) when ((e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded) && !request.Scorer.Needs.HasFlag(kind))
        {
            // The blend says in `degraded` that it goes without.
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested && !run.Token.IsCancellationRequested)
        {
            if (request.Scorer.Needs.HasFlag(kind))
                throw deadline.Exceeded(e);
        }
    }

    // A server may ignore the limit: what it wrote beyond it is no part of the draft, nor of its mean.
    private static Evidence Bounded(Evidence evidence, int maxTokens)
    {
        if (evidence.Tokens is { } tokens && tokens.Count(t => !t.IsEnd) > maxTokens)
            evidence = evidence with { Tokens = [.. tokens.Take(maxTokens)] };
        var most = maxTokens * LongestTokenCharacters;
        return evidence.Draft.Length <= most ? evidence
            : evidence with { Draft = evidence.Draft[..(char.IsHighSurrogate(evidence.Draft[most - 1]) ? most - 1 : most)] };
    }

    private async Task<PendingContext> TryDraftAsync(RequestRun run, Deadline deadline, PendingContext pending, DraftRequest request, CancellationToken stop)
    {
        try
        {
            return await DraftAsync(run, deadline, pending, request, stop).ConfigureAwait(false);
        }
        catch (PrunerException e) when (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded)
        {
            return pending with { UnscoredReason = Reasons.DraftFailed(e.Kind) };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !run.Token.IsCancellationRequested)
        {
            return pending with { UnscoredReason = Reasons.DraftFailed(ErrorKind.DeadlineExceeded) };
        }
    }
}

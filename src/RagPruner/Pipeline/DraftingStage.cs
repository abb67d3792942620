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

    /// <summary>The longest draft that is ever taken, in UTF-16 units.</summary>
    public const int LongestDraft = PrunerOptions.MaxDraftTokensLimit * LongestTokenCharacters;

    private readonly QuestionCalls _questions = new(drafter, options);

    public EvidenceKinds Offers => drafter.Usable;

    /// <summary>The most calls that a request makes here if nothing fails.</summary>
    public int MostCallsOf(AdmittedRequest request) => request.Plan.MostCalls(request.MostDrafted, drafter.MostLabels);

    public async Task<IReadOnlyList<PendingContext>> RunAsync(
        RequestRun run, AdmittedRequest request, IReadOnlyList<Context> contexts, IProgress<PipelineProgress>? progress)
    {
        var pending = Prepare(request.Question, contexts, options.MaxContextTokens, request.MostContexts);
        var open = Enumerable.Range(0, pending.Length).Where(i => pending[i].IsOpen).ToArray();
        if (request.Uses == EvidenceKinds.None || open.Length == 0)
            return pending;

        var deadline = run.Deadline.Share(options.DraftingShare);
        using var share = new CancellationTokenSource(deadline.Remaining, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Token, share.Token);
        var fence = ContextFence.For(request.Question, contexts);
        var maxTokens = options.MaxDraftTokensOf(request.Uses);
        var done = 0;
        await AskAllAsync(CallScope.BeforeContexts).ConfigureAwait(false);
        if (request.Plan.CallsPerContext > 0)
            await DraftInWavesAsync().ConfigureAwait(false);
        await AskAllAsync(CallScope.AfterContexts).ConfigureAwait(false);
        run.Token.ThrowIfCancellationRequested();
        return pending;

        Task AskAllAsync(CallScope scope) => _questions.RunAsync(
            run, deadline, request.Uses, request.Scorer.Needs, scope, request.Question, fence, pending, stop.Token);

        async Task DraftInWavesAsync()
        {
            progress?.Report(new PipelineProgress(Stage.Draft, 0, open.Length));
            var size = request.Waves?.Size ?? open.Length;
            for (var first = 0; first < open.Length; first += size)
            {
                var end = Math.Min(first + size, open.Length);
                var patience = run.Deadline.Length * options.StragglerShare;
                using var last = new LastDrafts(request, pending, open[..end], open[first..end], patience, time, stop.Token);
                await DraftAllAsync(open[first..end], drafter.MayBeCold && first == 0, last).ConfigureAwait(false);
                if (request.Waves?.IsEnough(open.Take(first + size).Select(i => pending[i]), request.Scorer) != true)
                    continue;
                foreach (var i in open.Skip(first + size))
                    pending[i] = pending[i].NotNeeded();
                return;
            }
        }

        Task DraftAllAsync(int[] wave, bool mayBeCold, LastDrafts last)
        {
            return SideBySide.RunAsync(wave.Length, options.MaxConcurrentDrafts, mayBeCold, async i =>
            {
                try
                {
                    await DraftAsync(wave[i], last).ConfigureAwait(false);
                    if (i == 0 && mayBeCold && pending[wave[0]].UnscoredReason == Reasons.DraftFailed(ErrorKind.ModelNotReady))
                        throw new PrunerModelNotReady("The drafting model is being loaded.");
                }
                catch
                {
                    // Whatever ends the request ends the other drafts too, here and now.
#pragma warning disable CA1849, MA0042
                    stop.Cancel();
#pragma warning restore CA1849, MA0042
                    throw;
                }
            });
        }

        async Task DraftAsync(int at, LastDrafts last)
        {
            var context = pending[at].Context;
            var draft = new DraftRequest(request.Question, context, ContextFence.Of(context, request.Question), maxTokens, request.Uses);
            last.Settle(at, await TryDraftAsync(run, deadline, pending[at], draft, last, stop.Token).ConfigureAwait(false));
            progress?.Report(new PipelineProgress(Stage.Draft, Interlocked.Increment(ref done), open.Length)
            {
                Drafted = pending[at].Context,
                Evidence = pending[at].Evidence,
            });
        }
    }

    /// <summary>
    /// The contexts with those settled that need no draft: duplicates, what has no text or too much, and what is left over
    /// once the best by retrieval are as many as may be drafted from.
    /// </summary>
    public static PendingContext[] Prepare(string question, IReadOnlyList<Context> contexts, int maxTokens, int most)
    {
        // A context that cannot be scored itself stands for no other.
        var into = DuplicateMerge.Find(contexts, c => c.EstimatedTokens <= maxTokens);
        PendingContext[] pending = [.. contexts.Select((context, i) => new PendingContext(context)
        {
            Question = question,
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
        // By a shared answer that says nothing, nothing can be rated; the question still can.
        var kinds = Scent.IsUsable(evidence.Scent) ? request.Needs : request.Needs & ~EvidenceKinds.Scent;
        foreach (var step in EvidencePlan.Of(kinds).In(CallScope.EachContext))
        {
            var before = evidence;
            if (step.Gives == EvidenceKinds.OneCall)
            {
                var reply = await run.DraftAsync(deadline, ct => drafter.DraftAsync(request, ct), mayHedge: true, stop).ConfigureAwait(false);
                if (reply.IsBilled)
                    run.AddDraft(reply.Usage);
                if (reply.Evidence is null)
                    return pending with { UnscoredReason = reply.UnscoredReason };
                evidence = Bounded(reply.Evidence, request.MaxTokens).Sharing(before);
                continue;
            }
            // Of no draft, or one whose tokens are unknown, nothing is known without its context either.
            if (step.Gives == EvidenceKinds.ClosedBook && (string.IsNullOrWhiteSpace(evidence.Draft) || evidence.AsSpelled is null))
                continue;
            var further = await run.DraftAsync(deadline, ct => drafter.AddAsync(step.Gives, request, before, ct), mayHedge: true, stop).ConfigureAwait(false);
            if (further.IsBilled)
                run.AddFurther(further.Usage);
            if (further.Evidence is null && step.Gives == EvidenceKinds.Scent)
                return pending with { UnscoredReason = further.UnscoredReason };
            if (further.Evidence is null)
                continue;
            evidence = step.Gives switch
            {
                EvidenceKinds.Sufficiency => further.Evidence with { SufficiencyTokens = further.InputTokens },
                EvidenceKinds.Scent => further.Evidence with { ScentTokens = further.InputTokens },
                _ => further.Evidence with { ClosedBookTokens = further.InputTokens },
            };
        }
        return (pending with { Evidence = evidence, UnscoredReason = string.IsNullOrWhiteSpace(evidence.Draft) ? Reasons.DraftEmpty : null })
            .AskedFor(request.Needs);
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

    private async Task<PendingContext> TryDraftAsync(
        RequestRun run, Deadline deadline, PendingContext pending, DraftRequest request, LastDrafts last, CancellationToken stop)
    {
        try
        {
            return await DraftAsync(run, deadline, pending, request, last.Token).ConfigureAwait(false);
        }
        catch (PrunerException e) when (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded)
        {
            return pending with { UnscoredReason = Reasons.DraftFailed(e.Kind) };
        }
        catch (OperationCanceledException) when (last.AreNotWaitedFor && !stop.IsCancellationRequested)
        {
            return LastDrafts.NotWaitedFor(pending);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !run.Token.IsCancellationRequested)
        {
            return pending with { UnscoredReason = Reasons.DraftFailed(ErrorKind.DeadlineExceeded) };
        }
    }
}

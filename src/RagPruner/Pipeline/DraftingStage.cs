using RagPruner.Calls;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Prompts;
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

    public async Task<IReadOnlyList<Candidate>> RunAsync(
        RequestRun run, PruneRequest request, IReadOnlyList<Context> contexts, IProgress<PipelineProgress>? progress)
    {
        var uses = request.Scorer.Uses(drafter.Offers);
        var candidates = Prepare(contexts, options.MaxContextTokens);
        var open = Enumerable.Range(0, candidates.Length).Where(i => candidates[i].IsOpen).ToArray();
        if (uses == EvidenceKinds.None || open.Length == 0)
            return candidates;

        var deadline = run.Deadline.Share(options.DraftingShare);
        using var share = new CancellationTokenSource(deadline.Remaining, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Token, share.Token);
        var fence = ContextFence.For(request.Question, contexts);
        var maxTokens = options.MaxDraftTokensOf(uses);
        var done = 0;

        async Task DraftAsync(int at)
        {
            var draft = new DraftRequest(request.Question, candidates[at].Context, fence, maxTokens, uses);
            candidates[at] = await TryDraftAsync(run, deadline, candidates[at], draft, stop.Token);
            progress?.Report(new PipelineProgress(Stage.Draft, Interlocked.Increment(ref done), open.Length));
        }

        progress?.Report(new PipelineProgress(Stage.Draft, 0, open.Length));
        var next = -1;
        if (drafter.MayBeCold)
        {
            next = 0;
            await DraftAsync(open[0]);
            if (candidates[open[0]].UnscoredReason == Reasons.DraftFailed(ErrorKind.ModelNotReady))
                throw new PrunerModelNotReady("The drafting model is being loaded.");
        }

        async Task WorkAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < open.Length; i = Interlocked.Increment(ref next))
            {
                try
                {
                    await DraftAsync(open[i]);
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

        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.MaxConcurrentDrafts, open.Length)).Select(_ => WorkAsync()));
        run.Token.ThrowIfCancellationRequested();
        return candidates;
    }

    /// <summary>The contexts as candidates, with those settled that need no draft: duplicates, and what has no text or too much.</summary>
    public static Candidate[] Prepare(IReadOnlyList<Context> contexts, int maxTokens)
    {
        // A context that cannot be scored itself stands for no other.
        var into = DuplicateMerge.Find(contexts, c => c.EstimatedTokens <= maxTokens);
        return [.. contexts.Select((context, i) => new Candidate(context)
        {
            MergedInto = into[i] is { } other ? contexts[other].Id : null,
            UnscoredReason = into[i] is not null ? null
                : string.IsNullOrWhiteSpace(context.Text) ? Reasons.NoText
                : context.EstimatedTokens > maxTokens ? Reasons.TooLong
                : null,
        })];
    }

    /// <summary>The candidate with what its calls returned: one drafting call, and one for each further kind of evidence.</summary>
    /// <exception cref="PrunerException">The call failed.</exception>
    public async Task<Candidate> DraftAsync(RequestRun run, Deadline deadline, Candidate candidate, DraftRequest request, CancellationToken stop)
    {
        var evidence = new Evidence { Draft = "" };
        if ((request.Needs & EvidenceKinds.All) != EvidenceKinds.None)
        {
            var reply = await run.CallAsync(deadline, ct => drafter.DraftAsync(request, ct), stop);
            if (reply.IsBilled)
                run.AddDraft(reply.InputTokens, reply.OutputTokens);
            if (reply.Evidence is null)
                return candidate with { UnscoredReason = reply.UnscoredReason };
            evidence = Bounded(reply.Evidence, request.MaxTokens);
        }
        var isEmpty = string.IsNullOrWhiteSpace(evidence.Draft);
        foreach (var kind in EvidenceCalls.Further.Where(k => request.Needs.HasFlag(k)))
        {
            // Of no draft, or one whose tokens are unknown, nothing is known without its context either.
            if (kind == EvidenceKinds.ClosedBook && (isEmpty || ClosedBookPrompt.For(request, evidence) is null))
                continue;
            var before = evidence;
            var further = await run.CallAsync(deadline, ct => drafter.AddAsync(kind, request, before, ct), stop);
            if (!further.IsBilled)
                continue;
            run.AddFurther(further.InputTokens, further.OutputTokens);
            evidence = kind == EvidenceKinds.Sufficiency
                ? further.Evidence with { SufficiencyTokens = further.InputTokens }
                : further.Evidence with { ClosedBookTokens = further.InputTokens };
        }
        return (candidate with { Evidence = evidence, UnscoredReason = isEmpty ? Reasons.DraftEmpty : null }).AskedFor(request.Needs);
    }

    // A server may ignore the limit: what it wrote beyond it is no part of the draft, nor of its mean.
    private static Evidence Bounded(Evidence evidence, int maxTokens)
    {
        if (evidence.Tokens is { } tokens && tokens.Count(t => !t.IsEnd) > maxTokens)
            evidence = evidence with { Tokens = [.. tokens.Take(maxTokens)] };
        var most = maxTokens * LongestTokenCharacters;
        return evidence.Draft.Length <= most ? evidence : evidence with { Draft = evidence.Draft[..(char.IsHighSurrogate(evidence.Draft[most - 1]) ? most - 1 : most)] };
    }

    private async Task<Candidate> TryDraftAsync(RequestRun run, Deadline deadline, Candidate candidate, DraftRequest request, CancellationToken stop)
    {
        try
        {
            return await DraftAsync(run, deadline, candidate, request, stop);
        }
        catch (PrunerException e) when (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded)
        {
            return candidate with { UnscoredReason = Reasons.DraftFailed(e.Kind) };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !run.Token.IsCancellationRequested)
        {
            return candidate with { UnscoredReason = Reasons.DraftFailed(ErrorKind.DeadlineExceeded) };
        }
    }
}

using RagPruner.Calls;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>Makes the calls for evidence that are about all contexts of a question together, before or after those about each.</summary>
internal sealed class QuestionCalls(IDrafter drafter, PrunerOptions options)
{
    /// <summary>Makes the calls of a scope, and adds to the contexts that are still open what they say.</summary>
    /// <param name="run">The request.</param>
    /// <param name="deadline">When it must be done.</param>
    /// <param name="uses">The evidence that is used.</param>
    /// <param name="needs">Of that, what there is no going on without; what only improves a score may be missing.</param>
    /// <param name="scope">Before the contexts, or after.</param>
    /// <param name="question">The question.</param>
    /// <param name="fence">The delimiter of contexts in prompts.</param>
    /// <param name="pending">All contexts in retrieval order; changed in place.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="PrunerException">A call failed whose evidence is needed.</exception>
    public async Task RunAsync(RequestRun run, Deadline deadline, EvidenceKinds uses, EvidenceKinds needs, CallScope scope, string question,
        string fence, PendingContext[] pending, CancellationToken stop)
    {
        foreach (var step in EvidencePlan.Of(uses).In(scope))
        {
            try
            {
                await AskAsync(run, deadline, step.Gives, question, fence, pending, stop).ConfigureAwait(false);
            }
            catch (PrunerException e) when ((e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded) && !needs.HasFlag(step.Gives))
            {
                // The blend says in `degraded` that it goes without.
            }
            catch (OperationCanceledException e) when (stop.IsCancellationRequested && !run.Token.IsCancellationRequested)
            {
                if (needs.HasFlag(step.Gives))
                    throw deadline.Exceeded(e);
            }
        }
    }

    private async Task AskAsync(RequestRun run, Deadline deadline, EvidenceKinds kind, string question, string fence, PendingContext[] pending,
        CancellationToken stop)
    {
        var open = Enumerable.Range(0, pending.Length).Where(i => pending[i].IsOpen).ToArray();
        if (open.Length == 0)
            return;
        var contexts = open.Select(i => pending[i].ForScoring()).ToArray();
        var calls = drafter.CallsFor(kind, new QuestionRequest(question, contexts, fence)
        {
            MaxTokens = options.MaxDraftTokens,
            SharedTokens = options.MaxSharedTokens,
        });
        var completions = new Completion[calls.Count];
        await SideBySide.RunAsync(calls.Count, options.MaxConcurrentDrafts, drafter.MayBeCold, async i =>
        {
            completions[i] = await run.DraftAsync(deadline, ct => drafter.CompleteAsync(calls[i], ct), mayHedge: false, stop).ConfigureAwait(false);
            if (completions[i].StopCause != StopCause.TooLong)
                run.AddFurther(completions[i].UsageOf(calls[i].Request.Prompt, fewestOutputTokens: 1));
        }).ConfigureAwait(false);
        // In the calls' order, whatever order they came back in.
        foreach (var (call, completion) in calls.Zip(completions))
        {
            if (call.Read(completion) is not { } read)
                continue;
            foreach (var i in open)
                pending[i] = pending[i] with { Evidence = read(pending[i].Context, pending[i].Evidence ?? Evidence.None) };
        }
    }
}

using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>Collects evidence and answers as the pipeline would, from running models, for several policies at once.</summary>
internal sealed class LiveEvidence(ContextPruner pruner, AnswerPipeline pipeline, RecordedOrigin origin, Reranker? reranker = null)
{
    /// <summary>Retrieves and drafts once, with all the evidence that the policies use.</summary>
    public async Task<RecordedQuestion> CollectAsync(EvalQuestion question, int count, CancellationToken cancellationToken)
    {
        var (collected, ledger) = await pruner.CollectAsync(new PruneRequest(question.Question) { Contexts = count }, origin.Asked, cancellationToken);
        // As in a request: too few contexts with evidence are a failure, which is not recorded as if it were the scores'.
        QuorumCheck.Ensure(Judge.Unranked(collected));
        var (contexts, rerankTime) = await RerankedAsync(question.Question, Judge.WithQuestionsFound(collected), cancellationToken);
        return new RecordedQuestion(question, contexts)
        {
            Origin = origin,
            Reranker = reranker?.Name,
            RerankMilliseconds = rerankTime,
            RetrieveMilliseconds = ledger.Times.Retrieve?.TotalMilliseconds,
            DraftMilliseconds = ledger.Times.Draft?.TotalMilliseconds,
        };
    }

    /// <summary>The contexts with the reranker's scores, and how long that took.</summary>
    private async Task<(IReadOnlyList<PendingContext> Contexts, double? Milliseconds)> RerankedAsync(
        string question, IReadOnlyList<PendingContext> contexts, CancellationToken cancellationToken)
    {
        if (reranker is null || contexts.Count == 0)
            return (contexts, null);
        using var run = pruner.BeginFinals(planned: 1, cancellationToken);
        var scores = await run.GenerateAsync(ct => reranker.ScoresAsync(question, [.. contexts.Select(c => c.Context)], ct));
        return ([.. contexts.Select(c => scores.TryGetValue(c.Context.Id, out var score) ? c with { Context = c.Context with { RerankScore = score } } : c)],
            run.Deadline.Elapsed.TotalMilliseconds);
    }

    /// <summary>Generates the answers that the policies still lack: one from each different set of kept contexts.</summary>
    public async Task<RecordedQuestion> AnswerAsync(RecordedQuestion recorded, IReadOnlyList<Policy> policies, CancellationToken cancellationToken)
    {
        var all = recorded.Contexts.Select(c => c.Context).ToArray();
        var fence = ContextFence.For(recorded.Question.Question, all);
        foreach (var policy in policies)
        {
            var kept = Policy.Kept(recorded.Contexts, policy.Judge(policy.Drafted(recorded.Contexts, origin.Asked)));
            string[] ids = [.. kept.Select(c => c.Id)];
            if (ids.Length == 0 || recorded.AnswerFrom(ids) is not null)
                continue;
            var (answer, ledger) = await pipeline.GenerateAsync(new GenerationRequest(recorded.Question.Question, kept, fence), cancellationToken);
            var made = new RecordedAnswer(ids, answer.Answer.Text, (int)ledger.Final.InputTokens, (int)ledger.Final.OutputTokens,
                ledger.Times.Generate?.TotalMilliseconds);
            recorded = recorded with { Answers = [.. recorded.Answers, made] };
        }
        return recorded;
    }
}

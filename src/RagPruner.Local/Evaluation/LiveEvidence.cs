using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>Collects evidence and answers as the pipeline would, from running models, for several policies at once.</summary>
internal sealed class LiveEvidence(ContextPruner pruner, AnswerPipeline pipeline, RecordedOrigin origin)
{
    /// <summary>Retrieves and drafts once, with all the evidence that the policies use.</summary>
    public async Task<RecordedQuestion> CollectAsync(EvalQuestion question, int contexts, CancellationToken cancellationToken)
    {
        var (collected, ledger) = await pruner.CollectAsync(new PruneRequest(question.Question) { Contexts = contexts }, origin.Asked, cancellationToken);
        // As in a request: too few contexts with evidence are a failure, which is not recorded as if it were the scores'.
        QuorumCheck.Ensure(Judge.Unranked(collected));
        return new RecordedQuestion(question, Judge.WithQuestionsFound(collected))
        {
            Origin = origin,
            RetrieveMilliseconds = ledger.Times.Retrieve?.TotalMilliseconds,
            DraftMilliseconds = ledger.Times.Draft?.TotalMilliseconds,
        };
    }

    /// <summary>Generates the answers that the policies still lack: one from each different set of kept contexts.</summary>
    public async Task<RecordedQuestion> AnswerAsync(RecordedQuestion recorded, IReadOnlyList<Policy> policies, CancellationToken cancellationToken)
    {
        var all = recorded.Contexts.Select(c => c.Context).ToArray();
        var fence = ContextFence.For(recorded.Question.Question, all);
        foreach (var policy in policies)
        {
            var kept = Policy.Kept(recorded.Contexts, policy.Judge(recorded.Contexts, origin.Asked));
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

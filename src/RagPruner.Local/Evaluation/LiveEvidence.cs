using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Prompts;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>Collects evidence and answers as the pipeline would, from running models, for several policies at once.</summary>
internal sealed class LiveEvidence(ContextPruner pruner, AnswerPipeline pipeline, RecordedOrigin origin)
{
    private readonly AskedFor _asked = new(origin.Asked);

    /// <summary>Retrieves and drafts once, with all the evidence that the policies use.</summary>
    public async Task<RecordedQuestion> CollectAsync(EvalQuestion question, int contexts, CancellationToken cancellationToken)
    {
        var request = new PruneRequest(question.Question) { Contexts = contexts, Scorer = _asked, Keep = new TopK(contexts) };
        var (candidates, ledger) = await pruner.CollectAsync(request, cancellationToken);
        // As in a request: too few contexts with evidence are a failure, which is not recorded as if it were the scores'.
        Quorum.Ensure(Judge.Decide(candidates, _asked, request.Keep));
        return new RecordedQuestion(question, Judge.WithQuestionsFound(candidates))
        {
            Origin = origin,
            RetrieveMilliseconds = ledger.Times.Retrieve?.TotalMilliseconds,
            DraftMilliseconds = ledger.Times.Draft?.TotalMilliseconds,
        };
    }

    /// <summary>Generates the answers that the policies still lack: one from each different set of kept contexts.</summary>
    public async Task<RecordedQuestion> AnswerAsync(RecordedQuestion recorded, IReadOnlyList<Policy> policies, CancellationToken cancellationToken)
    {
        var all = recorded.Candidates.Select(c => c.Context).ToArray();
        var fence = ContextFence.For(recorded.Question.Question, all);
        foreach (var policy in policies)
        {
            var kept = Policy.Kept(recorded.Candidates, policy.Judge(recorded.Candidates, origin.Asked));
            string[] ids = [.. kept.Select(c => c.Id)];
            if (ids.Length == 0 || recorded.AnswerFrom(ids) is not null)
                continue;
            var (answer, ledger) = await pipeline.GenerateAsync(new GenerationRequest(recorded.Question.Question, kept, fence), cancellationToken);
            var made = new RecordedAnswer(ids, answer.Answer.Text, (int)ledger.Final.InputTokens, (int)ledger.Final.OutputTokens, ledger.Times.Generate?.TotalMilliseconds);
            recorded = recorded with { Answers = [.. recorded.Answers, made] };
        }
        return recorded;
    }

    /// <summary>Asks for evidence; ranks nothing.</summary>
    private sealed class AskedFor(EvidenceKinds kinds) : Scorer
    {
        public override string Name => "evidence";

        public override EvidenceKinds Needs => EvidenceKinds.None;

        public override string MissingReason => Reasons.DraftEmpty;

        public override EvidenceKinds Uses(EvidenceKinds offered) => kinds;

        public override Scores Score(IReadOnlyList<ScoredInput> contexts) => new([.. contexts.Select(_ => (double?)0)], []);
    }
}

using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>Retrieves and drafts as the pipeline does, for every scorer at once, and returns the evidence unjudged.</summary>
internal sealed class EvidenceCollector
{
    private readonly ContextPruner _pruner;
    private readonly Scorer _everything;

    public EvidenceCollector(IRetriever retriever, IDrafter drafter, PrunerOptions options, TimeProvider time)
    {
        _pruner = new ContextPruner(retriever, drafter, options, time);
        _everything = new AllEvidence();
        Offers = drafter.Offers;
    }

    /// <summary>The evidence that the model offers.</summary>
    public EvidenceKinds Offers { get; }

    public async Task<IReadOnlyList<Candidate>> CollectAsync(string question, int contexts, CancellationToken cancellationToken) =>
        await _pruner.CollectAsync(new PruneRequest(question) { Contexts = contexts, Scorer = _everything, Keep = new TopK(contexts) }, cancellationToken);

    /// <summary>Asks for all evidence there is; ranks nothing.</summary>
    private sealed class AllEvidence : Scorer
    {
        public override string Name => "all-evidence";

        public override EvidenceKinds Needs => EvidenceKinds.None;

        public override string MissingReason => Reasons.DraftEmpty;

        public override EvidenceKinds Uses(EvidenceKinds offered) => offered;

        public override Scores Score(IReadOnlyList<ScoredInput> contexts) => new([.. contexts.Select(_ => (double?)0)], []);
    }
}

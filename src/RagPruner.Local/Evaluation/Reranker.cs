using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Scoring;

namespace RagPruner.Local.Evaluation;

/// <summary>What reranks contexts beside the retriever: a baseline that drafting has to beat.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="ScoresAsync">Gives scores to contexts, by their ids; to some of them none.</param>
internal sealed record Reranker(string Name, Func<string, IReadOnlyList<Context>, CancellationToken, Task<IReadOnlyDictionary<string, double>>> ScoresAsync);

/// <summary>Ranks by the reranker's score.</summary>
/// <param name="name">The reranker's name.</param>
internal sealed class RerankScorer(string name) : Scorer
{
    public override string Name => name;

    public override EvidenceKinds Needs => EvidenceKinds.None;

    public override string MissingReason => "rerank_score_missing";

    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts) => [.. contexts.Select(c => c.Context.RerankScore)];
}

using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Outside.Tests;

// One of each thing that can be added, in the few lines that docs/architecture.md promises, by public API alone.

#region scorer
internal sealed class Shortness : SingleFeatureScorer
{
    public override string Name => "shortness";
    public override EvidenceKinds Needs => EvidenceKinds.None;
    public override string MissingReason => "no_length";
    protected override double? Score(ContextEvidence context) => -context.Context.Text.Length;
}
#endregion

#region keep-rule
internal sealed record Half : KeepRule
{
    public override string Name => "half";
    public override string KeptReason => "in_better_half";
    public override string PrunedReason => "in_worse_half";
    protected override int Count(IReadOnlyList<RankedContext> ranked) => (ranked.Count + 1) / 2;
}
#endregion

#region model
internal sealed class Parrot : IModel
{
    public ModelAbilities Abilities { get; } = new() { OutputLogprobs = true };
    public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
        Task.FromResult(new Completion("nine [1]") { Tokens = request.Logprobs ? [new("nine", -0.1), new(" [1]", -0.2)] : null });
}
#endregion

#region retriever
internal sealed class Shelf(params string[] texts) : IRetriever
{
    public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new Retrieval([.. texts.Take(query.Count).Select((text, i) => new Context { Id = $"shelf/{i + 1}", Text = text, Rank = i + 1, RetrievalScore = 1.0 / (i + 1) })]));
}
#endregion

/// <summary>A drafter that is no model: it quotes the context's first word.</summary>
internal sealed class FirstWord : IDrafter
{
    public EvidenceKinds Offers => EvidenceKinds.Draft;

    public Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(DraftReply.With(new Evidence { Draft = request.Context.Text.Split(' ')[0] }));
}

/// <summary>A generator that is no model.</summary>
internal sealed class Template : IGenerator
{
    public bool OffersLogprobs => false;

    public Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
        Task.FromResult(new GeneratedText($"{request.Contexts[0].Text} [1]"));
}

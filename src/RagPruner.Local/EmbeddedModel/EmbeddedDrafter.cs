using RagPruner.Accounting;
using RagPruner.Drafting;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>Drafts with the embedded model.</summary>
internal sealed class EmbeddedDrafter(ExtractiveModel model) : IDrafter
{
    public EvidenceKinds Offers => EvidenceKinds.Every;

    public Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(DraftReply.With(model.Draft(request.Question, request.Context.Text, request.MaxTokens)));
    }

    public Task<FurtherReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(kind == EvidenceKinds.Sufficiency
            ? new FurtherReply(evidence with { Sufficiency = model.Sufficiency(request.Question, request.Context.Text) }, TokenEstimate.Of(request.Context.Text) + TokenEstimate.Of(request.Question), 1)
            : new FurtherReply(evidence with { ClosedBookLogprobs = model.ClosedBook(evidence.Draft) }, TokenEstimate.Of(request.Question) + evidence.OutputTokens, 1));
    }
}

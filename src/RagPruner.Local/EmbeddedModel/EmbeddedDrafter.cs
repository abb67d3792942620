using RagPruner.Drafting;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>Drafts with the embedded model.</summary>
internal sealed class EmbeddedDrafter(ExtractiveModel model) : IDrafter
{
    public EvidenceKinds Offers => EvidenceKinds.All;

    public Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(DraftReply.With(model.Draft(request.Question, request.Context.Text, request.MaxTokens)));
    }
}

using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>
/// Collects evidence about contexts on a cheap model. <see cref="ModelDrafter"/> does it over any model; this port is for
/// what is no model that completes prompts. Implementations are safe for concurrent calls, honour the token promptly, make
/// one attempt a call, and throw only <see cref="PrunerException"/> or <see cref="OperationCanceledException"/>.
/// </summary>
public interface IDrafter
{
    /// <summary>The kinds of evidence that it can return.</summary>
    EvidenceKinds Offers { get; }

    /// <summary>
    /// Whether the model may be cold. If so one draft goes first, so that a model that is being loaded costs one failed
    /// call instead of one for every context.
    /// </summary>
    bool MayBeCold => false;

    /// <summary>Drafts an answer from one context alone.</summary>
    Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Adds one further kind of evidence about one context by one further call. Called only for kinds that
    /// <see cref="Offers"/> lists and a call of their own gives.
    /// </summary>
    /// <param name="kind"><see cref="EvidenceKinds.Sufficiency"/>, <see cref="EvidenceKinds.ClosedBook"/> or <see cref="EvidenceKinds.Scent"/>.</param>
    /// <param name="request">The drafting call that it belongs to.</param>
    /// <param name="evidence">What is there already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The evidence with what was added; as it was where the reply did not have it.</returns>
    Task<DraftReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This drafter makes no further calls.");

    /// <summary>Of what it offers, what is asked for: calls for a whole question are made of drafters that can make them.</summary>
    internal EvidenceKinds Usable => Offers & ~EvidencePlan.OfQuestion;

    /// <summary>How many labels one call can tell apart, 2 to 20; 0 where none is told.</summary>
    internal int MostLabels => 0;

    /// <summary>The calls that a kind of evidence takes which is asked for all contexts of a question together. Not yet for drafters of others.</summary>
    internal IReadOnlyList<QuestionCall> CallsFor(EvidenceKinds kind, QuestionRequest request) =>
        throw new NotSupportedException("This drafter makes no calls for a whole question.");

    /// <summary>Makes one of them.</summary>
    internal Task<Completion> CompleteAsync(QuestionCall call, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This drafter makes no calls for a whole question.");
}

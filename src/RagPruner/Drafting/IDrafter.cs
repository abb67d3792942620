using RagPruner.Contexts;
using RagPruner.Errors;

namespace RagPruner.Drafting;

/// <summary>Writes short drafts on a cheap model. Implementations are safe for concurrent calls.</summary>
public interface IDrafter
{
    /// <summary>What this drafter's model returns.</summary>
    EvidenceKinds Offers { get; }

    /// <summary>
    /// Whether the model may be cold. If so one draft goes first, so that a model that is being loaded costs one failed
    /// call instead of one for every context.
    /// </summary>
    bool MayBeCold => false;

    /// <summary>
    /// Drafts an answer from one context alone. Honours the token promptly, makes one attempt, and throws only
    /// <see cref="PrunerException"/> or <see cref="OperationCanceledException"/>.
    /// </summary>
    Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Adds one further kind of evidence by one further call, under the same rules. Called only for kinds that
    /// <see cref="Offers"/> lists and a call of their own gives.
    /// </summary>
    /// <param name="kind"><see cref="EvidenceKinds.Sufficiency"/> or <see cref="EvidenceKinds.ClosedBook"/>.</param>
    /// <param name="request">The drafting call that it belongs to.</param>
    /// <param name="evidence">What is there already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<FurtherReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This drafter makes no further calls.");
}

/// <summary>What a further call returned.</summary>
/// <param name="Evidence">The evidence with what was added; as it was where the reply did not have it.</param>
/// <param name="InputTokens">Prompt tokens of this call.</param>
/// <param name="OutputTokens">Generated tokens of this call.</param>
public sealed record FurtherReply(Evidence Evidence, int InputTokens, int OutputTokens)
{
    /// <summary>Whether the call counts as one to be paid for: one that the service refused does not.</summary>
    public bool IsBilled { get; init; } = true;

    /// <summary>The service refused the call: this context goes without.</summary>
    public static FurtherReply Refused(Evidence evidence) => new(evidence, 0, 0) { IsBilled = false };
}

/// <summary>One drafting call.</summary>
/// <param name="Question">The user's question.</param>
/// <param name="Context">The one context to draft from.</param>
/// <param name="Fence">The delimiter that encloses the context in the prompt; occurs in no context of the question.</param>
/// <param name="MaxTokens">The longest draft, in tokens.</param>
/// <param name="Needs">The evidence that will be used; the rest need not be asked for.</param>
public sealed record DraftRequest(string Question, Context Context, string Fence, int MaxTokens, EvidenceKinds Needs);

/// <summary>A drafting call that returned: with evidence, or with the reason why this one context cannot have any.</summary>
public sealed record DraftReply
{
    private DraftReply(Evidence? evidence, string? unscoredReason) => (Evidence, UnscoredReason) = (evidence, unscoredReason);

    /// <summary>The evidence, or null.</summary>
    public Evidence? Evidence { get; }

    /// <summary>One of <see cref="Selection.Reasons"/>, if there is no evidence.</summary>
    public string? UnscoredReason { get; }

    /// <summary>Prompt tokens of the call.</summary>
    public int InputTokens { get; private init; }

    /// <summary>Generated tokens of the call.</summary>
    public int OutputTokens { get; private init; }

    /// <summary>Whether the call counts as one to be paid for: one that the service refused does not.</summary>
    public bool IsBilled { get; private init; }

    /// <summary>The call returned evidence.</summary>
    public static DraftReply With(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new DraftReply(evidence, null) { InputTokens = evidence.InputTokens, OutputTokens = evidence.OutputTokens, IsBilled = true };
    }

    /// <summary>The service refused the call for this context alone: it is too long for the model.</summary>
    public static DraftReply Refused(string unscoredReason) => new(null, unscoredReason);

    /// <summary>The call returned, but this context stays unscored: a guardrail blocked it.</summary>
    public static DraftReply Without(string unscoredReason, int inputTokens, int outputTokens) =>
        new(null, unscoredReason) { InputTokens = inputTokens, OutputTokens = outputTokens, IsBilled = true };
}

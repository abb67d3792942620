using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>One question. What is out of range is refused, with the member's name, when the request is made.</summary>
/// <param name="Question">The question; not empty, at most <see cref="PrunerOptions.MaxQuestionLength"/> UTF-16 units.</param>
public sealed record PruneRequest(string Question)
{
    /// <summary>
    /// How many contexts to retrieve, or documents to draft from: 1 to <see cref="PrunerOptions.MaxContexts"/>. Null for
    /// 10, of documents for all that can be drafted from.
    /// </summary>
    public int? Contexts { get; init; }

    /// <summary>
    /// Contexts of your own in place of retrieval, 1 to <see cref="Document.MostDocuments"/>; null to retrieve. The best
    /// by score are drafted from, as many as <see cref="Contexts"/> says; the rest are pruned as <c>over_limit</c>.
    /// </summary>
    public IReadOnlyList<Document>? Documents { get; init; }

    /// <summary>
    /// Contexts with the evidence that an earlier request paid for, in retrieval order: they are judged again, and nothing is
    /// retrieved or drafted. Null for a request of its own.
    /// </summary>
    internal IReadOnlyList<PendingContext>? Collected { get; init; }

    /// <summary>Evidence that is wanted beyond what the scorer uses, as far as the drafter offers it: to be shown, or judged again.</summary>
    internal EvidenceKinds Wanted { get; init; }

    /// <summary>The scorer.</summary>
    public Scorer Scorer { get; init; } = Scorers.Blend;

    /// <summary>The keep rule.</summary>
    public KeepRule Keep { get; init; } = KeepRules.Default;

    /// <summary>
    /// What to do where the drafts contradict each other. <see cref="Conflicts.OnConflict.Drop"/> and <see cref="Conflicts.OnConflict.Review"/>
    /// have drafts written where the scorer needs none, and such as abstain are pruned as ever.
    /// </summary>
    public OnConflict OnConflict { get; init; }

    /// <summary>A condition on the metadata of retrieved contexts, or null.</summary>
    public ContextFilter? Filter { get; init; }

    /// <summary>The tenant that every retrieved context must belong to, or null. Comes from who asks, never from what is asked.</summary>
    public TenantClause? Tenant { get; init; }

    /// <summary>How many answers to generate and choose from, by mean log probability: 1 to 5.</summary>
    public int Candidates { get; init; } = 1;

    /// <summary>Time for the whole request, or null for the configured one; a longer one is cut to it.</summary>
    public TimeSpan? Deadline { get; init; }
}

using RagPruner.Conflicts;
using RagPruner.Contexts;

namespace RagPruner.Selection;

/// <summary>The verdict on all contexts of a question.</summary>
/// <param name="Contexts">Every context once: scored ones from best to worst, then contradicted, abstained, unscored, not needed,
/// over-limit and merged ones, each in retrieval order.</param>
/// <param name="Features">The scores that the ranking used.</param>
/// <param name="Degraded">What was done less well than asked.</param>
public sealed record Judgement(
    IReadOnlyList<JudgedContext> Contexts, IReadOnlyList<string> Features, IReadOnlyList<string> Degraded)
{
    /// <summary>Whether anything relevant was retrieved; null where the model did not rate the question.</summary>
    public Relevance? Relevance { get; init; }

    /// <summary>What the drafts say against each other; null where no draft was written.</summary>
    public EvidenceConflicts? Conflicts { get; init; }

    /// <summary>All contexts in retrieval order.</summary>
    public IReadOnlyList<Context> InRetrievalOrder => [.. Contexts.Select(c => c.Context).OrderBy(c => c.Rank)];

    /// <summary>The kept contexts in retrieval order, as they are sent to the final model.</summary>
    public IReadOnlyList<Context> Kept =>
        [.. Contexts.Where(c => c.Disposition == Disposition.Kept).Select(c => c.Context).OrderBy(c => c.Rank)];

    /// <summary>
    /// Estimated tokens of the contexts that were not kept. Documents that nobody looked at would have been too many for any
    /// prompt: leaving them out saves nothing.
    /// </summary>
    internal long LeftOutTokens => Contexts.Where(c => c.Disposition != Disposition.Kept && c.Reason != Reasons.OverLimit)
        .Sum(c => (long)c.Context.EstimatedTokens);

    /// <summary>How far a context's score lies below that of the last kept one; null where it was kept or one of the two has no score.</summary>
    internal double? BelowLastKept(JudgedContext context) =>
        context is { Disposition: Disposition.Pruned, Score: { } score }
            && Contexts.LastOrDefault(c => c is { Disposition: Disposition.Kept, Score: not null })?.Score is { } last ? last - score : null;
}

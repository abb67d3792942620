using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Selection;

/// <summary>A context on its way to its verdict: with evidence, or with why there is none.</summary>
/// <param name="Context">The context.</param>
internal sealed record PendingContext(Context Context)
{
    /// <summary>The question that it is for; null where that is not known.</summary>
    public string? Question { get; init; }

    /// <summary>What its drafting call returned; null if none was made or it failed.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>Why there is no evidence (one of <see cref="Reasons"/>), or null.</summary>
    public string? UnscoredReason { get; init; }

    /// <summary>The id of the context that stands for this one, or null.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Whether it is one document more than were to be drafted from.</summary>
    public bool IsOverLimit { get; init; }

    /// <summary>Whether drafting stopped before it, because others were enough.</summary>
    public bool IsNotNeeded { get; private init; }

    /// <summary>Whether it is still to be drafted from, or scored.</summary>
    public bool IsOpen => MergedInto is null && UnscoredReason is null && !IsOverLimit && !IsNotNeeded;

    /// <summary>Whether drafting is about it, whatever came of it.</summary>
    public bool IsForDrafting => MergedInto is null && UnscoredReason is not (Reasons.NoText or Reasons.TooLong) && !IsOverLimit;

    /// <summary>What a scorer sees of it.</summary>
    public ContextEvidence ForScoring() => new(Context, Evidence) { Question = Question };

    /// <summary>The context as it is where drafting stopped before it.</summary>
    public PendingContext NotNeeded() => new(Context) { Question = Question, IsNotNeeded = true };

    /// <summary>
    /// The context as it is for a scorer that uses these kinds of evidence: a draft that nobody asked for, one token
    /// long, must not be read as an abstention, and a scorer without drafts does not see that one failed.
    /// </summary>
    public PendingContext AskedFor(EvidenceKinds uses)
    {
        if (!IsForDrafting || IsNotNeeded || EvidencePlan.WritesDraft(uses))
            return this;
        return uses == EvidenceKinds.None
            ? this with { Evidence = null, UnscoredReason = null }
            : EvidencePlan.Of(uses).CallsPerContext == 0 ? this with { UnscoredReason = null }
            : this with
            {
                Evidence = Evidence is null ? null : Evidence with { Draft = "", Tokens = null, MeanLogprob = null },
                UnscoredReason = UnscoredReason == Reasons.DraftEmpty ? null : UnscoredReason,
            };
    }
}

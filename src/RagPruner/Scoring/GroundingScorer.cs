using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Text;

namespace RagPruner.Scoring;

/// <summary>The share of the draft's words that stand in its context, 0 to 1. Low for a draft from memory.</summary>
internal sealed class GroundingScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "grounding";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Draft;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.DraftEmpty;

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context)
    {
        // Evidence that was recorded elsewhere may come without texts, and nothing is found in nothing.
        if (context.Evidence is not { } evidence || string.IsNullOrWhiteSpace(context.Context.Text)
            || Words.Normals(evidence.Draft) is not { Count: > 0 } draft)
            return null;
        var found = Words.Normals(context.Context.Text).ToHashSet(StringComparer.Ordinal);
        return (double)draft.Count(found.Contains) / draft.Count;
    }

    internal override double? MostOf(ContextEvidence context) => 1;
}

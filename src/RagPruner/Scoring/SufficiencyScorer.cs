using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// Log odds that the model, asked whether the context holds the answer, begins with "Yes" rather than "No" (P(True) of
/// Kadavath et al., 2022, asked of a context). Carries little at a few hundred million parameters. One token, and no
/// draft, but a call of its own for each context.
/// </summary>
internal sealed class SufficiencyScorer : SingleFeatureScorer
{
    /// <inheritdoc/>
    public override string Name => "sufficiency";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.Sufficiency;

    /// <inheritdoc/>
    public override string MissingReason => Reasons.SufficiencyMissing;

    /// <inheritdoc/>
    protected override double? Score(ContextEvidence context) => context.Evidence?.SufficiencyLogOdds;
}

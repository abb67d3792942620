using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>A scorer that looks at one context at a time.</summary>
public abstract class SingleFeatureScorer : Scorer
{
    /// <summary>The score of one context, or null.</summary>
    protected abstract double? Score(ContextEvidence context);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts) => [.. contexts.Select(Score)];
}

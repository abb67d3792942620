namespace RagPruner.Scoring;

/// <summary>A scorer that looks at one context at a time.</summary>
public abstract class SingleFeatureScorer : Scorer
{
    /// <summary>The score of one context, or null.</summary>
    protected abstract double? Score(ScoredInput context);

    /// <inheritdoc/>
    public sealed override Scores Score(IReadOnlyList<ScoredInput> contexts) => new([.. contexts.Select(Score)], [Name]);
}

using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// A weighted sum of other scores, each standardised within the question's contexts (less the mean, divided by the
/// population standard deviation; 0 where all are equal). A feature that too few contexts have is dropped: the model does
/// not return it, or not reliably. A context that lacks one of the others is unscored.
/// </summary>
internal sealed class BlendScorer : Scorer
{
    // Chosen so that no set that was measured loses more than 2 points at 3 kept, or 5 at 1, to the retrieval order, and among
    // such rules for the best mean (docs/measurements.md). No draft is written for it.
    private static readonly IReadOnlyList<Feature> s_defaults =
    [
        new(new RetrievalScorer(), 1),
        new(new QuestionLikelihoodScorer(), 0.7),
    ];

    // On models without prompt log probabilities nothing was shown to beat the retriever, and nothing is paid for.
    private static readonly IReadOnlyList<Feature> s_withoutQuestion = [new(new RetrievalScorer(), 1)];

    private readonly IReadOnlyList<Feature> _features;
    private readonly IReadOnlyList<Feature> _withoutQuestion;

    /// <summary>A scorer's weight where none was fitted: as in the default blend, else that of the retriever's score.</summary>
    internal static double UsualWeight(string scorer) =>
        s_defaults.FirstOrDefault(f => string.Equals(f.Scorer.Name, scorer, StringComparison.Ordinal))?.Weight ?? 1;

    /// <summary>Blends with the default weights, which differ by whether the model returns question log probabilities.</summary>
    public BlendScorer() : this(s_defaults) => _withoutQuestion = s_withoutQuestion;

    /// <summary>Blends the given features.</summary>
    public BlendScorer(IReadOnlyList<Feature> features) => _features = _withoutQuestion = features;

    /// <inheritdoc/>
    public override string Name => "blend";

    /// <inheritdoc/>
    public override EvidenceKinds Needs => EvidenceKinds.None;

    /// <summary>The names of the blend's parts.</summary>
    public IEnumerable<string> FeatureNames => _features.Select(f => f.Scorer.Name);

    /// <inheritdoc/>
    public override EvidenceKinds Uses(EvidenceKinds offered) => (offered.HasFlag(EvidenceKinds.QuestionLogprobs) ? _features : _withoutQuestion)
        .Where(f => offered.HasFlag(f.Scorer.Needs))
        .Aggregate(EvidenceKinds.None, (all, f) => all | f.Scorer.Needs);

    /// <inheritdoc/>
    public override bool IsAbsolute => false;

    /// <inheritdoc/>
    public override string MissingReason => "blend_feature_missing";

    /// <inheritdoc/>
    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts) => ScoreWithFeatures(contexts).Values;

    internal override Scores ScoreWithFeatures(IReadOnlyList<ContextEvidence> contexts)
    {
        // One reply with more, or with less, than the others must not decide for them.
        var enough = Math.Max(contexts.Count / 2 + 1, Quorum.Required(contexts.Count));
        var features = contexts.Count(c => c.Evidence?.QuestionLogprob is not null) >= enough ? _features : _withoutQuestion;
        var used = features
            .Select(f => (Feature: f, Values: f.Scorer.Score(contexts)))
            .Where(f => f.Values.Count(v => v is not null) >= enough)
            .Select(f => (f.Feature, Values: Standardize(f.Values)))
            .ToArray();
        if (used.Length == 0)
            return new Scores(new double?[contexts.Count], []);
        var scores = new double?[contexts.Count];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = used.All(f => f.Values[i] is not null) ? used.Sum(f => f.Feature.Weight * f.Values[i]!.Value) : null;
        return new Scores(scores, [.. used.Select(f => f.Feature.Scorer.Name)]);
    }

    internal static IReadOnlyList<double?> Standardize(IReadOnlyList<double?> values)
    {
        var (mean, deviation, isFlat) = ScaleOf([.. values.OfType<double>()]);
        return [.. values.Select(v => v is null ? null : isFlat ? 0 : (v - mean) / deviation)];
    }

    /// <summary>Mean and population standard deviation of values, and whether they are all the same.</summary>
    internal static (double Mean, double Deviation, bool IsFlat) ScaleOf(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Count);
        // Below this the values differ by rounding only, and dividing by it would make noise look like evidence.
        return (mean, deviation, deviation <= 1e-12 * Math.Max(1, Math.Abs(mean)));
    }

    /// <summary>One part of a blend.</summary>
    /// <param name="Scorer">What is measured.</param>
    /// <param name="Weight">Its weight on the standardised value.</param>
    public sealed record Feature(Scorer Scorer, double Weight);
}

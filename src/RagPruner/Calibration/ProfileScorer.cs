using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>
/// The blend of a profile: features standardised by the profile's mean and deviation instead of the question's own, so
/// that scores of different questions can be compared and cut. Every feature must be there: without one, the cuts mean
/// nothing.
/// </summary>
internal sealed class ProfileScorer : Scorer
{
    private readonly (Scorer Scorer, ProfileFeature Feature)[] _parts;
    private readonly Profile? _profile;

    /// <summary>Builds the scorer of a profile.</summary>
    /// <exception cref="PrunerInvalidInput">It names a scorer that does not exist.</exception>
    public ProfileScorer(Profile profile, Catalog? catalog = null) : this(profile.Features, catalog ?? Catalog.Default) => _profile = profile;

    /// <summary>Builds the scorer of features alone, while the profile is being made.</summary>
    public ProfileScorer(IReadOnlyList<ProfileFeature> features, Catalog catalog)
    {
        _parts = [.. features.Select(f => (catalog.Scorer(f.Name), f))];
        Needs = _parts.Aggregate(EvidenceKinds.None, (all, p) => all | p.Scorer.Needs);
    }

    /// <summary>The profile.</summary>
    /// <exception cref="InvalidOperationException">It is still being made.</exception>
    public Profile Profile => _profile ?? throw new InvalidOperationException("The profile is not complete yet.");

    /// <summary>Whether the retriever's score is one of its features: an order in place of scores means nothing to it.</summary>
    public bool UsesRetrievalScores => _parts.Any(p => p.Scorer is RetrievalScorer);

    /// <inheritdoc/>
    public override string Name => Scorers.Default;

    /// <inheritdoc/>
    public override EvidenceKinds Needs { get; }

    /// <inheritdoc/>
    public override string MissingReason => "blend_feature_missing";

    internal override string MissingReasonOf(ContextEvidence context) =>
        _parts.Select(p => p.Scorer).OfType<ScentScorer>().Any(s => s.MissingReasonOf(context) == Reasons.ScentAbstained)
            ? Reasons.ScentAbstained : MissingReason;

    /// <inheritdoc/>
    public override IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts) => ScoreWithFeatures(contexts).Values;

    internal override Scores ScoreWithFeatures(IReadOnlyList<ContextEvidence> contexts)
    {
        // An order that stands for scores is not on the scale of those that the profile was made with.
        var hasScores = contexts.Any(c => c.Context.RetrievalScore is not null);
        var values = _parts.Select(p => p.Scorer is RetrievalScorer && !hasScores ? new double?[contexts.Count] : p.Scorer.Score(contexts)).ToArray();
        var scores = new double?[contexts.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = 0;
            for (var p = 0; p < _parts.Length; p++)
                scores[i] += values[p][i] is { } value ? _parts[p].Feature.Part(value) : null;
        }
        return new Scores(scores, [.. _parts.Select(p => p.Scorer.Name)]);
    }

    internal override double? MostOf(ContextEvidence context)
    {
        double? most = 0;
        // Below nothing there is no floor: a feature that counts against a context has no most.
        foreach (var (scorer, feature) in _parts)
            most += feature.Weight < 0 ? null : scorer.MostOf(context) is { } value ? feature.Part(value) : null;
        return most;
    }
}

using RagPruner.Accounting;
using RagPruner.Calibration;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>What is evaluated, and at which prices.</summary>
internal sealed record EvaluationPlan
{
    /// <summary>The scorers, the retrieval order always among them.</summary>
    public required IReadOnlyList<NamedScorer> Scorers { get; init; }

    /// <summary>Every scorer with every keep rule that fits it, and sending everything as the last.</summary>
    public required IReadOnlyList<Policy> Policies { get; init; }

    /// <summary>The kinds of evidence that the model, or the recording, offers.</summary>
    public required EvidenceKinds Offered { get; init; }

    /// <summary>Whether answers are generated, or were recorded.</summary>
    public required bool HasAnswers { get; init; }

    public required Prices Prices { get; init; }

    /// <summary>Pairs of scorer and rule that were asked for and do not fit each other.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Where the names of scorers and rules are looked up.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>The file of the profile in use, or null.</summary>
    public string? ProfilePath { get; init; }

    /// <summary>How a policy is set up; null where it cannot be.</summary>
    public HowToUse? HowToUse(string policy) => Policies.FirstOrDefault(p => p.Name == policy) is { } found
        ? Evaluation.HowToUse.Of(found, Catalog, ProfilePath) : null;

    /// <summary>All kinds of evidence that the scorers use.</summary>
    public EvidenceKinds Uses => Scorers.Aggregate(EvidenceKinds.None, (all, s) => all | s.Scorer.Uses(Offered));

    /// <summary>The scorers that are compared where none are named: all that there is evidence for.</summary>
    public static IReadOnlyList<NamedScorer> Usual(EvidenceKinds offered, Catalog catalog) =>
        [.. NamedScorer.All(catalog).Where(s => offered.HasFlag(s.Scorer.Needs))];

    /// <summary>The keep rules that are compared where none are named.</summary>
    public static IReadOnlyList<(string Text, KeepRule Rule)> UsualRules { get; } = [("top-k:1", new TopK(1) { Min = 1 }), ("top-k:3", new TopK(3) { Min = 1 })];

    /// <summary>Plans an evaluation.</summary>
    /// <param name="scorers">The scorers asked for.</param>
    /// <param name="rules">The keep rules asked for, with their texts.</param>
    /// <param name="offered">The kinds of evidence there are.</param>
    /// <param name="prices">What the models cost.</param>
    /// <param name="hasAnswers">Whether there are answers to measure.</param>
    /// <exception cref="PrunerInvalidInput">A scorer that was asked for by name needs evidence that is not there.</exception>
    public static EvaluationPlan Of(
        IReadOnlyList<NamedScorer> scorers, IReadOnlyList<(string Text, KeepRule Rule)> rules, EvidenceKinds offered,
            Prices prices, bool hasAnswers)
    {
        if (scorers.FirstOrDefault(s => !offered.HasFlag(s.Scorer.Needs)) is { } lacking)
            throw new PrunerInvalidInput($"The scorer {lacking.Name} needs evidence that is not there ({lacking.Scorer.Needs & ~offered}).");
        IReadOnlyList<NamedScorer> usable = scorers.Any(s => s.IsRetrieval) ? scorers : [NamedScorer.Retrieval, .. scorers];
        var pairs = rules.SelectMany(r => usable.Select(s => new Policy(s, r.Rule, r.Text))).ToArray();
        // The cut of a profile is on the profile's scores, and on no others.
        bool Fits(Policy p) => p.Keep is Coverage ? p.Scorer!.Scorer is ProfileScorer : p.Scorer!.Scorer.IsAbsolute || !p.Keep.NeedsAbsoluteScores;
        return new EvaluationPlan
        {
            Scorers = usable,
            Policies = [.. pairs.Where(Fits), Policy.Everything],
            Offered = offered,
            HasAnswers = hasAnswers,
            Prices = prices,
            LeftOut = [.. pairs.Where(p => !Fits(p) && p.Keep is not Coverage).Select(p => p.Name)],
        };
    }
}

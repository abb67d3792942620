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

    /// <summary>The policy whose questions are looked at one by one, by its place among the policies.</summary>
    public required int Focus { get; init; }

    /// <summary>Whether they are looked at one by one.</summary>
    public bool Details { get; init; }

    /// <summary>Whether these details hold texts.</summary>
    public bool Texts { get; init; }

    /// <summary>Whether every score is kept, to be drawn.</summary>
    public bool KeepsScores { get; init; }

    /// <summary>The retrieval order with a keep rule, by its place among the policies; null without it.</summary>
    public int? RetrievalWith(string keepText) => Enumerable.Range(0, Policies.Count)
        .Where(i => Policies[i].Scorer?.IsRetrieval == true && Policies[i].KeepText == keepText).Select(i => (int?)i).FirstOrDefault();

    /// <summary>The same plan that looks at another policy.</summary>
    /// <param name="policy">The policy's name, as in the tables; null for the usual one.</param>
    /// <exception cref="PrunerInvalidInput">There is none of this name.</exception>
    public EvaluationPlan FocusedOn(string? policy) =>
        policy is null ? this
        : Enumerable.Range(0, Policies.Count).FirstOrDefault(i => string.Equals(Policies[i].Name, policy, StringComparison.Ordinal), -1) is >= 0 and var at
            ? this with { Focus = at }
        : throw new PrunerInvalidInput($"--policy is not one of those that are compared: {string.Join("; ", Policies.Select(p => p.Name))}.");

    /// <summary>How a policy is set up; null where it cannot be.</summary>
    public HowToUse? HowToUse(string policy) => Policies.FirstOrDefault(p => p.Name == policy) is { } found
        ? Evaluation.HowToUse.Of(found, Catalog, ProfilePath) : null;

    /// <summary>All kinds of evidence that the scorers use.</summary>
    public EvidenceKinds Uses => Scorers.Aggregate(EvidenceKinds.None, (all, s) => all | s.Scorer.Uses(Offered));

    /// <summary>The scorers that are compared where none are named: all that there is evidence for.</summary>
    public static IReadOnlyList<NamedScorer> Usual(EvidenceKinds offered, Catalog catalog) =>
        [.. NamedScorer.All(catalog).Where(s => offered.HasFlag(s.Scorer.Needs))];

    /// <summary>The keep rules that are compared where none are named.</summary>
    public static IReadOnlyList<(string Text, KeepRule Rule)> UsualRules { get; } =
        [("top-k:1", new TopK(1) { Min = 1 }), ("top-k:3", new TopK(3) { Min = 1 })];

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
        Policy[] policies = [.. pairs.Where(Fits), Policy.Everything];
        return new EvaluationPlan
        {
            Scorers = usable,
            Policies = policies,
            Focus = UsualFocus(policies),
            Offered = offered,
            HasAnswers = hasAnswers,
            Prices = prices,
            LeftOut = [.. pairs.Where(p => !Fits(p) && p.Keep is not Coverage).Select(p => p.Name)],
        };
    }

    // What a request gets that names no scorer; else the first that somebody asked for beside the retrieval order.
    private static int UsualFocus(Policy[] policies)
    {
        bool IsDefault(Policy p) => p.Scorer?.Name == RagPruner.Scoring.Scorers.Default;
        bool Ranks(Policy p) => p.Scorer is { IsRetrieval: false };
        return Array.FindLastIndex(policies, IsDefault) is >= 0 and var usual ? usual
            : Array.FindLastIndex(policies, Ranks) is >= 0 and var last ? Array.FindIndex(policies, p => Ranks(p) && p.KeepText == policies[last].KeepText)
            : Math.Max(0, policies.Length - 2);
    }
}

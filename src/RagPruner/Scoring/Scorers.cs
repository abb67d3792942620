using RagPruner.Errors;

namespace RagPruner.Scoring;

/// <summary>
/// The scorers by name. To add one: write its file, and add its line here; the command line, the HTTP contract and the
/// configuration know it then.
/// </summary>
public static class Scorers
{
    /// <summary>The scorer used when none is named.</summary>
    public const string Default = "blend";

    /// <summary>Every scorer, in the order in which they are listed to users.</summary>
    public static IReadOnlyList<Scorer> All { get; } =
    [
        new RetrievalScorer(),
        new MeanLogprobScorer(),
        new QuestionLikelihoodScorer(),
        new SufficiencyScorer(),
        new GainScorer(),
        new GroundingScorer(),
        new AgreementScorer(),
        new BlendScorer(),
    ];

    /// <summary>The names of all scorers.</summary>
    public static IEnumerable<string> Names => All.Select(s => s.Name);

    /// <summary>The scorer of a name.</summary>
    /// <exception cref="PrunerInvalidInput">There is none; the message lists those there are.</exception>
    public static Scorer Named(string name) =>
        All.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal))
            ?? throw new PrunerInvalidInput($"scorer is not one of: {string.Join(", ", Names)}.");
}

using System.Globalization;
using RagPruner.Calibration;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// A scorer under the name that the user gave it: one of the catalog's, or a blend written as a sum, such
/// as <c>retrieval+2*question-likelihood</c>, of parts standardised within the question.
/// </summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Scorer">The scorer.</param>
internal sealed record NamedScorer(string Name, Scorer Scorer)
{
    public static IReadOnlyList<NamedScorer> All(Catalog catalog) => [.. catalog.Scorers.Select(s => new NamedScorer(s.Name, s))];

    /// <summary>A profile's blend where it stands beside the default one.</summary>
    public const string ProfileName = "profile";

    public static NamedScorer Retrieval { get; } = new(Scorers.Retrieval.Name, Scorers.Retrieval);

    /// <summary>What reranked the contexts beside the retriever.</summary>
    public static NamedScorer Reranked(string reranker) => new(reranker, new RerankScorer(reranker));

    /// <summary>Reads a list separated by commas.</summary>
    /// <exception cref="PrunerInvalidInput">A name is unknown, or a sum is malformed.</exception>
    public static IReadOnlyList<NamedScorer> ParseAll(string list, Catalog catalog) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
            .Select(t => Parse(t, catalog))];

    /// <summary>Reads one name or sum.</summary>
    /// <exception cref="PrunerInvalidInput">A name is unknown, or a sum is malformed.</exception>
    public static NamedScorer Parse(string text, Catalog catalog)
    {
        var terms = text.Split('+', StringSplitOptions.TrimEntries);
        return terms is [var single] && !single.Contains('*', StringComparison.Ordinal)
            ? new NamedScorer(text, catalog.Scorer(single))
            : new NamedScorer(text, new BlendScorer([.. terms.Select(t => Feature(t, catalog))]));
    }

    /// <summary>The same scorer, or, with a profile, the profile's in place of the blend.</summary>
    public NamedScorer With(Profile? profile, Catalog catalog) =>
        profile is not null && Name == Scorers.Default ? new NamedScorer(Name, new ProfileScorer(profile, catalog)) : this;

    /// <summary>Whether it is the baseline that all others have to beat.</summary>
    public bool IsRetrieval => Scorer is RetrievalScorer;

    private static BlendScorer.Feature Feature(string term, Catalog catalog)
    {
        var (weight, name) = term.Split('*', StringSplitOptions.TrimEntries) switch
        {
            [var n] => (1.0, n),
            [var w, var n] when double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => (value, n),
            _ => throw new PrunerInvalidInput("A blend is written as a sum such as retrieval+2*question-likelihood."),
        };
        var scorer = catalog.Scorer(name);
        return scorer is BlendScorer ? throw new PrunerInvalidInput("A blend cannot be a part of a blend.") : new BlendScorer.Feature(scorer, weight);
    }
}

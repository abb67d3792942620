using System.Globalization;
using RagPruner.Calibration;
using RagPruner.Errors;
using RagPruner.Scoring;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// A scorer under the name that the user gave it: one of <see cref="Scorers.Names"/>, or a blend written as a sum, such
/// as <c>retrieval+2*question-likelihood</c>, of parts standardised within the question.
/// </summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Scorer">The scorer.</param>
internal sealed record NamedScorer(string Name, Scorer Scorer)
{
    public static IReadOnlyList<NamedScorer> All { get; } = [.. Scorers.All.Select(s => new NamedScorer(s.Name, s))];

    /// <summary>Reads a list separated by commas.</summary>
    /// <exception cref="PrunerInvalidInput">A name is unknown, or a sum is malformed.</exception>
    public static IReadOnlyList<NamedScorer> ParseAll(string list) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(Parse)];

    /// <summary>Reads one name or sum.</summary>
    /// <exception cref="PrunerInvalidInput">A name is unknown, or a sum is malformed.</exception>
    public static NamedScorer Parse(string text)
    {
        var terms = text.Split('+', StringSplitOptions.TrimEntries);
        return terms is [var single] && !single.Contains('*', StringComparison.Ordinal)
            ? new NamedScorer(text, Scorers.Named(single))
            : new NamedScorer(text, new BlendScorer([.. terms.Select(Feature)]));
    }

    /// <summary>The same scorer, or, with a profile, the profile's in place of the blend.</summary>
    public NamedScorer With(Profile? profile) => profile is not null && Name == Scorers.Default ? new NamedScorer(Name, new ProfileScorer(profile)) : this;

    private static BlendScorer.Feature Feature(string term)
    {
        var (weight, name) = term.Split('*', StringSplitOptions.TrimEntries) switch
        {
            [var n] => (1.0, n),
            [var w, var n] when double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => (value, n),
            _ => throw new PrunerInvalidInput("A blend is written as a sum such as retrieval+2*question-likelihood."),
        };
        var scorer = Scorers.Named(name);
        return scorer is BlendScorer ? throw new PrunerInvalidInput("A blend cannot be a part of a blend.") : new BlendScorer.Feature(scorer, weight);
    }
}

using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>
/// Fits the weights of a blend that is standardised within each question, as the shipped one is: what the default weights
/// were chosen by. One half of the questions fits them, the other tells how well they do; averaged over twenty splits,
/// because a few dozen questions are a matter of luck.
/// </summary>
/// <param name="Features">The scorers with their weights, mean over the splits; in each the largest weighs 1.</param>
/// <param name="FittedOn">Questions whose needed context was retrieved, in a first half.</param>
/// <param name="MeasuredOn">The same in a second half.</param>
/// <param name="KeptAt1">How often a needed context came first by the fitted blend, in the second halves.</param>
/// <param name="DefaultKeptAt1">The same by the default blend.</param>
/// <param name="RetrievalKeptAt1">The same by the retriever's score.</param>
internal sealed record BlendFit(
    IReadOnlyList<(string Scorer, double Weight)> Features, int FittedOn, int MeasuredOn, double KeptAt1, double DefaultKeptAt1, double RetrievalKeptAt1)
{
    /// <summary>Fits a blend.</summary>
    /// <param name="questions">Labelled questions.</param>
    /// <param name="features">The scorers to blend.</param>
    /// <param name="seed">Decides which questions fall into which half.</param>
    /// <param name="catalog">Where the features' names are looked up; the default one if null.</param>
    /// <exception cref="PrunerInvalidInput">Too few questions; the message says how many are needed.</exception>
    public static BlendFit Of(IReadOnlyList<LabelledQuestion> questions, IReadOnlyList<string> features, int seed, Catalog? catalog = null)
    {
        if (questions.Count(q => q.IsAnswerable) is < 2 * Calibrator.LeastToFit and var few)
            throw new PrunerInvalidInput(
                $"A blend needs at least {2 * Calibrator.LeastToFit} questions whose relevant context was retrieved; there are {few}.");
        var scorers = features.Select((catalog ?? Catalog.Default).Scorer).ToArray();
        QuestionFeatures[] rows = [.. questions.OrderBy(q => q.Id, StringComparer.Ordinal).Select(q => QuestionFeatures.Of(q, scorers).Standardised())];
        if (rows.All(q => q.Rows.Count == 0))
            throw new PrunerInvalidInput($"No context has evidence for all of {string.Join(", ", features)}: choose features that the evidence has.");
        var each = QuestionSplits.Of(seed).Select(s => Once(rows, features, s)).ToArray();
        return each[0] with
        {
            Features = [.. features.Select((f, i) => (f, each.Average(e => e.Features[i].Weight)))],
            KeptAt1 = each.Average(e => e.KeptAt1),
            DefaultKeptAt1 = each.Average(e => e.DefaultKeptAt1),
            RetrievalKeptAt1 = each.Average(e => e.RetrievalKeptAt1),
        };
    }

    private static BlendFit Once(QuestionFeatures[] questions, IReadOnlyList<string> features, int split)
    {
        var (fitting, measuring) = QuestionSplits.Halves(questions, q => q.Question, split);
        var (fit, _) = CrossValidation.Fit(fitting);
        var largest = Math.Max(fit.Weights.Max(Math.Abs), double.Epsilon);
        var answerable = measuring.Where(q => q.Question.IsAnswerable).ToArray();
        return new BlendFit(
            [.. features.Zip(fit.Weights.Select(w => w / largest))], fitting.Count(q => q.Question.IsAnswerable), answerable.Length,
            answerable.Average(q => q.IsNeededFirst(r => fit.LogOdds(r)) ? 1.0 : 0), KeptAt1Of(new BlendScorer()), KeptAt1Of(new RetrievalScorer()));

        double KeptAt1Of(Scorer scorer) => answerable.Average(q => QuestionFeatures.Of(q.Question, [scorer]).IsNeededFirst(r => r[0]) ? 1.0 : 0);
    }
}

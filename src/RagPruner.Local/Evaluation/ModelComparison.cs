using RagPruner.Calibration;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// Two models on the same labelled questions: how often their drafts are right, and how well their own probabilities say
/// so. A draft's probability is the geometric mean of its tokens'. Each draft is from the first relevant context that was
/// retrieved, or from the first of all where none was.
/// </summary>
/// <param name="Questions">Questions that both models drafted on.</param>
/// <param name="Base">The first model.</param>
/// <param name="Tuned">The second.</param>
/// <param name="Accuracy">Tuned less base.</param>
/// <param name="CalibrationError">Tuned less base: below 0 the second is better calibrated.</param>
/// <param name="Brier">Tuned less base: below 0 the second is better.</param>
/// <param name="Auroc">Tuned less base.</param>
internal sealed record ModelComparison(int Questions, ModelFigures Base, ModelFigures Tuned, Interval Accuracy, Interval CalibrationError,
    Interval Brier, Interval Auroc)
{
    private const int Fewest = 10;

    /// <exception cref="PrunerInvalidInput">Too few questions in common.</exception>
    public static ModelComparison Of(IReadOnlyList<RecordedQuestion> first, IReadOnlyList<RecordedQuestion> second)
    {
        var others = second.ToDictionary(q => q.Question.Id, StringComparer.Ordinal);
        var pairs = first.Where(q => q.Question.Answers.Count > 0 && others.ContainsKey(q.Question.Id))
            .Select(q => (Base: Predicted(q), Tuned: Predicted(others[q.Question.Id])))
            .Where(p => p is { Base: not null, Tuned: not null }).Select(p => (Base: p.Base!.Value, Tuned: p.Tuned!.Value)).ToArray();
        if (pairs.Length < Fewest)
            throw new PrunerInvalidInput(
                $"The two files have {pairs.Length} questions in common with accepted answers and log probabilities of drafts; at least {Fewest} are needed.");
        var (left, right) = (pairs.Select(p => p.Base).ToArray(), pairs.Select(p => p.Tuned).ToArray());
        return new ModelComparison(
            pairs.Length, ModelFigures.Of(left), ModelFigures.Of(right),
            new PairedCounts(
                pairs.Count(p => p.Tuned.IsRight && !p.Base.IsRight), pairs.Count(p => p.Base.IsRight && !p.Tuned.IsRight), pairs.Length).Interval(),
            Difference(Reliability.ExpectedCalibrationError), Difference(Reliability.Brier), Difference(p => ModelFigures.AurocOf(p) ?? 0.5));

        Interval Difference(Func<IReadOnlyList<(double, bool IsRight)>, double> of) =>
            Bootstrap.Of(pairs.Length, sample => of([.. sample.Select(i => right[i])]) - of([.. sample.Select(i => left[i])]));
    }

    private static (double Probability, bool IsRight)? Predicted(RecordedQuestion question)
    {
        var context = question.Contexts.FirstOrDefault(c => question.NeededIds.Contains(c.Context.Id) && c.Evidence?.MeanLogprob is not null)
            ?? question.Contexts.FirstOrDefault(c => c.Evidence?.MeanLogprob is not null);
        return context?.Evidence is { MeanLogprob: { } mean } evidence
            ? (Math.Exp(mean), AnswerMeasures.Of(evidence.Draft, question.Question.Answers).IsRight) : null;
    }
}

/// <summary>One model's figures.</summary>
/// <param name="Accuracy">Share of right drafts.</param>
/// <param name="MeanProbability">Mean of what the drafts claim.</param>
/// <param name="CalibrationError">Expected calibration error.</param>
/// <param name="Brier">Brier score.</param>
/// <param name="Auroc">How well the probability tells right drafts from wrong ones; null if there is only one kind.</param>
/// <param name="Diagram">The reliability diagram.</param>
internal sealed record ModelFigures(double Accuracy, double MeanProbability, double CalibrationError, double Brier, double? Auroc,
    IReadOnlyList<ReliabilityBin> Diagram)
{
    public static ModelFigures Of(IReadOnlyList<(double Probability, bool IsRight)> predictions) => new(
        predictions.Average(p => p.IsRight ? 1.0 : 0), predictions.Average(p => p.Probability), Reliability.ExpectedCalibrationError(predictions),
        Reliability.Brier(predictions), AurocOf(predictions), Reliability.Diagram(predictions));

    public static double? AurocOf(IReadOnlyList<(double Probability, bool IsRight)> predictions) =>
        RankingMeasures.Auroc([.. predictions.Select(p => ((double?)p.Probability, p.IsRight))]);
}

namespace RagPruner.Calibration;

/// <summary>
/// Logistic regression on contexts, with the penalty that cross-validation finds best. Folds are of whole questions: the
/// contexts of one question are alike, and with some of them in both parts the validation would flatter.
/// </summary>
internal static class CrossValidation
{
    private const int Folds = 5;

    private static readonly double[] s_penalties = [0.1, 1, 10, 100];

    /// <param name="questions">Rows that are standardised already.</param>
    public static (LogisticRegression Fit, double Penalty) Fit(IReadOnlyList<QuestionFeatures> questions)
    {
        var penalty = Penalty(questions);
        return (FitOn(questions, penalty), penalty);
    }

    /// <summary>The penalty that does best on the folds that were left out.</summary>
    public static double Penalty(IReadOnlyList<QuestionFeatures> questions) =>
        s_penalties.MinBy(p => Enumerable.Range(0, Folds).Sum(fold =>
        {
            var fit = FitOn(questions.Where((_, i) => i % Folds != fold), p);
            return questions.Where((_, i) => i % Folds == fold).SelectMany(q => q.Rows.Zip(q.IsNeeded))
                .Sum(r => LogisticRegression.LogOnePlusExp(fit.LogOdds(r.First) * (r.Second ? -1 : 1)));
        }));

    /// <summary>Fits with a given penalty.</summary>
    public static LogisticRegression FitOn(IEnumerable<QuestionFeatures> questions, double penalty)
    {
        var all = questions.SelectMany(q => q.Rows.Zip(q.IsNeeded)).ToArray();
        return LogisticRegression.Fit([.. all.Select(r => r.First)], [.. all.Select(r => r.Second ? 1.0 : 0)], penalty);
    }
}

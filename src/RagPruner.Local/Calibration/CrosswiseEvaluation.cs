using RagPruner.Calibration;
using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Calibration;

/// <summary>
/// The evaluation of recorded questions with a profile among the policies, of which each question is judged by one that was
/// made from the other half: a profile judged on its own questions would look better than it is.
/// </summary>
internal static class CrosswiseEvaluation
{
    /// <summary>Where the halves are too small for a profile each, it is the evaluation without one.</summary>
    /// <param name="recorded">The questions.</param>
    /// <param name="options">How profiles are made.</param>
    /// <param name="plan">Plans an evaluation with a profile, or without.</param>
    /// <param name="margin">What a recommended policy may lose.</param>
    public static EvalReport Of(
        IReadOnlyList<RecordedQuestion> recorded, CalibrationOptions options, Func<Profile?, EvaluationPlan> plan, double margin)
    {
        var labelled = recorded.Select(r => (Recorded: r, Labelled: r.Labelled())).ToArray();
        var (first, second) = QuestionSplits.Halves(labelled, r => r.Labelled, options.Seed);
        try
        {
            var (ofFirst, ofSecond) = (plan(Made(first)), plan(Made(second)));
            return EvalReport.Of([.. Judged(first, ofSecond), .. Judged(second, ofFirst)], ofFirst, margin);
        }
        catch (PrunerInvalidInput)
        {
            var without = plan(null);
            return EvalReport.Of([.. Judged(labelled, without)], without, margin);
        }

        Profile Made(IEnumerable<(RecordedQuestion Recorded, LabelledQuestion Labelled)> half) =>
            Calibrator.Fit([.. half.Select(h => h.Labelled)], options, new ProfileOrigin("crosswise", null, null, ""));

        static IEnumerable<QuestionOutcome> Judged(IEnumerable<(RecordedQuestion Recorded, LabelledQuestion Labelled)> half, EvaluationPlan plan) =>
            half.Select(h => QuestionOutcome.Of(h.Recorded, plan));
    }
}

using RagPruner.Calibration;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Tests.Support;

/// <summary>Labelled questions from a known distribution, so that tests can tell what calibration ought to find.</summary>
internal static class Labelled
{
    /// <summary>
    /// Questions of five contexts, one of them needed. Its scores lie above the others' by <paramref name="signal"/>
    /// deviations; retrieval is noise.
    /// </summary>
    public static IReadOnlyList<LabelledQuestion> Questions(int count, int seed = 7, double signal = 2) =>
        [.. Enumerable.Range(0, count).Select(q =>
        {
            var random = new Random(seed * 100_003 + q);
            var needed = random.Next(5);
            return new LabelledQuestion(
                $"q{q}",
                [.. Enumerable.Range(0, 5).Select(i => new PendingContext(Make.Context(i + 1, score: Normal(random)))
                {
                    Evidence = Make.Evidence(meanLogprob: -1 - Math.Abs(Normal(random)), questionLogprob: -8 + Normal(random) + (i == needed ? signal : 0)),
                })],
                new HashSet<string>(StringComparer.Ordinal) { $"c{needed + 1}" });
        })];

    public static CalibrationOptions Options { get; } = new();

    public static ProfileOrigin Origin { get; } = new("draft-model", "final-model", "prompt", "00");

    public static Profile Profile(int questions = 200) => Calibrator.Fit(Questions(questions), Options, Origin);

    public static LabelledQuestion Abstaining(LabelledQuestion question) => question with
    {
        Contexts = [.. question.Contexts.Select(c => question.NeededIds.Contains(c.Context.Id) ? c with { Evidence = c.Evidence! with { Draft = Abstention.Phrase } } : c)],
    };

    // Box and Muller's.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

using System.Text;
using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Fuzz;

/// <summary>A profile to begin with.</summary>
internal static class Profiles
{
    private const int Questions = 100;

    /// <summary>As <c>calibrate</c> writes it, from questions whose third context is the needed one.</summary>
    public static byte[] Calibrated()
    {
        var random = new Random(1);
        var questions = Enumerable.Range(0, Questions).Select(q => new LabelledQuestion(
            $"q{q}",
            [.. Enumerable.Range(1, 5).Select(i => new PendingContext(new Context { Id = $"c{i}", Rank = i, Text = $"text {i} of {q}", RetrievalScore = random.NextDouble() })
            {
                Evidence = Evidence.None with { Draft = "x", Tokens = [new CompletionToken("x", -random.NextDouble())], QuestionLogprobs = [-random.NextDouble() - (i == 3 ? 0 : 1)] },
            })],
            new HashSet<string>(StringComparer.Ordinal) { "c3" })).ToArray();
        return Encoding.UTF8.GetBytes(ProfileJson.Write(Calibrator.Fit(questions, new CalibrationOptions(), new ProfileOrigin("draft", "final", "prompt", "00"))));
    }
}

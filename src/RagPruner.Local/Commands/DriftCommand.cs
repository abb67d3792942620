using System.CommandLine;
using RagPruner.Calibration;
using RagPruner.Local.Output;

namespace RagPruner.Local.Commands;

/// <summary><c>drift</c>: whether recorded evidence still looks like the evidence that a profile was made from.</summary>
internal static class DriftCommand
{
    // Below this even a distribution that moved by two deviations stays unseen.
    private const int FewestQuestions = 5;

    // What is commonly called drift, whatever the number of questions.
    private const double UsualIndex = 0.25;

    public static Command Create(Shell shell)
    {
        var json = Flag.Switch("--json", "Print the figures as JSON, and nothing else.");
        var input = new EvalInput(shell);
        var command = new Command("drift",
            $"Compares recorded evidence with a profile's: --profile and --replay. Exit code {ExitCodes.Drifted} if a feature has drifted.") { json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var profile = input.Backend.Profile(parsed) ?? throw new PrunerInvalidInput("drift needs --profile.");
            var recorded = input.Replayed(parsed) ?? throw new PrunerInvalidInput("drift needs --replay, a file that `eval --record` wrote.");
            recorded.EnsureFit(profile);
            if (recorded.Count < FewestQuestions)
                throw new PrunerInvalidInput($"drift needs at least {FewestQuestions} questions; the recording has {recorded.Count}.");
            var drifts = Drift.Of(profile, [.. recorded.Read().Select(r => r.Labelled())], shell.Catalog);
            if (parsed.GetValue(json))
            {
                Shell.Raw(shell.Out, LabJson.Write(drifts));
            }
            else
            {
                EvalTable.WriteTable(shell.Out, ["feature", "mean in the profile", "mean now", "stability index", "by chance at most", "drifted"],
                    drifts.Select(d => (IEnumerable<string>)
                    [d.Feature, EvalTable.Number(d.ProfileMean, "0.###"), EvalTable.Number(d.Mean, "0.###"), EvalTable.Number(d.Index, "0.000"),
                        EvalTable.Number(d.Limit, "0.000"), d.HasDrifted ? "yes" : "no"]));
                Shell.Raw(shell.Out, drifts.Any(d => d.HasDrifted) ? "Calibrate again: the profile's cuts no longer mean what they say."
                    : "No drift beyond chance.");
                Shell.Raw(shell.Out, Seen(drifts, recorded.Count, profile.Data.Questions));
            }
            return drifts.Any(d => d.HasDrifted) ? ExitCodes.Drifted : ExitCodes.Success;
        });
        return command;
    }

    /// <summary>What so few or so many questions could have shown at all.</summary>
    private static string Seen(IReadOnlyList<FeatureDrift> drifts, int questions, int profiled)
    {
        var least = drifts.MaxBy(d => d.Seen)!;
        var text = $"{questions} questions against the profile's {profiled} show, four times of five, an index of {EvalTable.Number(least.Seen)} or more: a " +
            $"shift by {EvalTable.Number(least.SeenShift, "0.0")} deviations. Smaller drift may stay unseen.";
        return least.Seen <= UsualIndex ? text
            : Drift.Needed(UsualIndex, profiled) is { } needed ? $"{text} An index of {UsualIndex}, a usual limit, takes about {needed:#,0} questions."
            : $"{text} An index of {UsualIndex}, a usual limit, cannot be seen against a profile of so few questions, however many come.";
    }
}

using System.CommandLine;
using RagPruner.Calibration;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;

namespace RagPruner.Local.Commands;

/// <summary><c>drift</c>: whether recorded evidence still looks like the evidence that a profile was made from.</summary>
internal static class DriftCommand
{
    // Below this the limit by chance is so high that nothing would ever be found.
    private const int FewestQuestions = 20;

    public static Command Create(Shell shell)
    {
        var json = Flag.Switch("--json", "Print the figures as JSON, and nothing else.");
        var input = new EvalInput(shell.Catalog);
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
            var drifts = Drift.Of(profile, [.. recorded.Select(r => r.Labelled())], shell.Catalog);
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
            }
            return drifts.Any(d => d.HasDrifted) ? ExitCodes.Drifted : ExitCodes.Success;
        });
        return command;
    }
}

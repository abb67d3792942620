using System.CommandLine;
using System.Globalization;
using RagPruner.Calibration;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;
using Spectre.Console;

namespace RagPruner.Local.Commands;

/// <summary><c>compare-models</c>: a base and a fine-tuned model on labelled questions: right more often, and better calibrated?</summary>
internal static class CompareModelsCommand
{
    private const int BarWidth = 20;

    public static Command Create(Shell shell)
    {
        var first = new Argument<string>("base") { Description = "Evidence of the first model, recorded by `eval --record`." };
        var second = new Argument<string>("tuned") { Description = "Evidence of the second model on the same questions." };
        var json = Flag.Switch("--json", "Print the figures as JSON, and nothing else.");
        var command = new Command("compare-models",
            "Compares two models' drafts on the same labelled questions: accuracy, calibration error, Brier score, AUROC, reliability diagram.")
        {
            first, second, json,
        };
        command.SetAction(parsed =>
        {
            var comparison = ModelComparison.Of(RecordedEvidence.Read(parsed.GetValue(first)!), RecordedEvidence.Read(parsed.GetValue(second)!));
            if (parsed.GetValue(json))
                Shell.Raw(shell.Out, LabJson.Write(comparison));
            else
                Write(shell.Out, comparison);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(IAnsiConsole console, ModelComparison comparison)
    {
        var (first, second) = (comparison.Base, comparison.Tuned);
        EvalTable.WriteTable(console, ["", "base", "tuned", "difference"],
        [
            ["accuracy", EvalTable.Percent(first.Accuracy), EvalTable.Percent(second.Accuracy), EvalTable.Points(comparison.Accuracy)],
            ["mean stated probability", EvalTable.Percent(first.MeanProbability), EvalTable.Percent(second.MeanProbability), ""],
            ["calibration error (ECE)", EvalTable.Number(first.CalibrationError, "0.000"), EvalTable.Number(second.CalibrationError, "0.000"),
                EvalTable.Points(comparison.CalibrationError)],
            ["Brier score", EvalTable.Number(first.Brier, "0.000"), EvalTable.Number(second.Brier, "0.000"), EvalTable.Points(comparison.Brier)],
            ["AUROC of right against wrong", EvalTable.Number(first.Auroc, "0.000"), EvalTable.Number(second.Auroc, "0.000"),
                EvalTable.Points(comparison.Auroc)],
        ]);
        Shell.Raw(console, $"{comparison.Questions} questions; differences in hundredths, with 95 % intervals by bootstrap over the questions.");
        WriteDiagram(console, "base", first.Diagram);
        WriteDiagram(console, "tuned", second.Diagram);
        Shell.Raw(console, comparison.CalibrationError.High < 0 ? "The tuned model is better calibrated."
            : comparison.CalibrationError.Low > 0 ? "The tuned model is worse calibrated."
            : "Neither is shown to be better calibrated.");
    }

    private static void WriteDiagram(IAnsiConsole console, string model, IReadOnlyList<ReliabilityBin> diagram)
    {
        Shell.Raw(console, "");
        Shell.Raw(console, $"Reliability of {model}: stated, right");
        foreach (var bin in diagram)
            Shell.Raw(console,
                string.Create(CultureInfo.InvariantCulture,
                $"  {bin.MeanProbability * 100,5:0.0} %  {Bar(bin.ShareRight)} {bin.ShareRight * 100,5:0.0} %  ({bin.Count})"));
    }

    private static string Bar(double share) => new string('#', (int)Math.Round(share * BarWidth)).PadRight(BarWidth, '.');
}

using System.Globalization;
using RagPruner.Local.Commands;
using RagPruner.Local.Evaluation;
using Spectre.Console;

namespace RagPruner.Local.Output;

/// <summary>The figures of <c>eval</c> for people.</summary>
internal static class EvalTable
{
    public static void Write(IAnsiConsole console, EvalReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("scorer");
        foreach (var k in Evaluator.KeptCounts)
            table.AddColumn(new TableColumn($"kept at {k}").RightAligned());
        foreach (var scorer in report.Scorers)
            table.AddRow(scorer.Scorer, Percent(scorer.KeptAt1), Percent(scorer.KeptAt2), Percent(scorer.KeptAt3));
        console.Write(table);
        Shell.Raw(console, $"{report.Answerable} questions with a known relevant context, of {report.Questions}; {report.Contexts} contexts each.");
        Shell.Raw(console, $"A relevant context was retrieved for {Percent(report.Retrieved)}: no scorer can do better.");
        Shell.Raw(console, $"Drafts that said the answer is not there: {Percent(report.Abstained)}. Contexts without evidence: {report.Unscored}.");
        var baseline = report.Scorers.First(s => s.Scorer == "retrieval");
        var best = report.Scorers.MaxBy(s => (s.KeptAt1, s.KeptAt3))!;
        Shell.Raw(console, best.KeptAt1 > baseline.KeptAt1
            ? $"Best first choice here: {best.Scorer}, {Percent(best.KeptAt1)} against {Percent(baseline.KeptAt1)} for the retrieval order."
            : $"No scorer beats the retrieval order ({Percent(baseline.KeptAt1)}) as first choice here.");
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}

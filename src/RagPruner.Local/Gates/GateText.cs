using System.Text;
using RagPruner.Local.Commands;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;
using Spectre.Console;

namespace RagPruner.Local.Gates;

/// <summary>A gate's verdict in words: for a terminal, a pull request and GitHub's annotations. Ids only, no texts of users.</summary>
internal static class GateText
{
    private const string MarkdownMark = "<!-- ragpruner eval -->";

    /// <summary>Where a comment for a pull request is written to.</summary>
    public static OutputFile MarkdownAt(string path) => new(path, "a comment of eval", MarkdownMark);

    public static string Verdict(Gate gate)
    {
        var against = gate.Against.Interval();
        var counts = $"{gate.RightNow} of {gate.Against.Questions} right, {gate.RightBefore} before ({gate.Won.Count} won, {gate.Lost.Count} lost; " +
            $"{EvalTable.InWords(against)})";
        var margin = EvalTable.Number(gate.Margin * 100, "0.#");
        return $"Gate {(gate.IsPassed ? "passed" : "failed")}: {gate.Policy}: {counts}." +
            $" It is {(gate.IsShownWorse ? "" : "not ")}shown to be worse by more than {margin} points{(gate.IsShownWorse ? " (--margin)" : "")}." +
            (gate.LostMust.Count > 0 ? $" {gate.LostMust.Count} that must come out right did not: {Ids(gate.LostMust)}." : "") +
            (gate.NotJudgedNow > 0 ? $" {gate.NotJudgedNow} could not be judged now, and are not in it." : "");
    }

    public static void Write(IAnsiConsole console, Gate gate)
    {
        Shell.Raw(console, "");
        Shell.Raw(console, Verdict(gate));
        foreach (var (title, questions) in new[] { ("lost", gate.Lost), ("won", gate.Won) })
        {
            foreach (var question in questions)
                Shell.Raw(console, $"  {title}  {question.Id}{(question.Cause is { } cause ? $": {cause}" : "")}{(question.IsMust ? " (must)" : "")}");
        }
    }

    public static string Markdown(Gate gate, EvalReport report)
    {
        var text = new StringBuilder($"{MarkdownMark}\n### {(gate.IsPassed ? "✅" : "❌")} RagPruner evaluation\n\n{Verdict(gate)}\n");
        if (gate.Lost.Count + gate.Won.Count + gate.LostMust.Count > 0)
            text.Append("\n| question | before | now | first cause |\n|-|-|-|-|\n").AppendJoin("", gate.LostMust.Concat(gate.Lost).Concat(gate.Won).Distinct()
                .Select(q => $"| {Cell(q.Id)}{(q.IsMust ? " (must)" : "")} | {Word(q.Before)} | {Word(q.Now)} | {q.Cause} |\n"));
        text.Append("\n| policy | right | contexts | against everything | $ per 1,000 |\n|-|-|-|-|-|\n").AppendJoin("", report.Policies.Select(p =>
            $"| {Cell(p.Policy)} | {EvalTable.Percent(p.Quality)} | {EvalTable.Number(p.Contexts, "0.0")} | " +
            $"{(p.Scorer is null ? "" : EvalTable.Points(p.AgainstEverything))} | {EvalTable.Number(p.Usd * 1000)} |\n"));
        return text.Append($"\n{report.Recommendation.Text}\n").ToString();
    }

    /// <summary>Workflow commands that GitHub shows beside the lines of a pull request.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="questionsFile">The file of questions, or null.</param>
    public static IEnumerable<string> Annotations(Gate gate, string? questionsFile)
    {
        string Place(GatedQuestion question) =>
            questionsFile is null || question.Line is null ? "" : $"file={Property(questionsFile)},line={question.Line},";
        if (!gate.IsPassed)
            yield return $"::error title=RagPruner evaluation::{Data(Verdict(gate))}";
        foreach (var question in gate.LostMust)
            yield return $"::error {Place(question)}title=must come out right::{Data($"{question.Id} does not with {gate.Policy}{Because(question)}")}";
        foreach (var question in gate.Lost.Where(q => !q.IsMust))
            yield return $"::warning {Place(question)}title=lost::{Data($"{question.Id} was right before with {gate.Policy}{Because(question)}")}";
    }

    private static string Because(GatedQuestion question) => question.Cause is { } cause ? $": {LossCause.Words[cause]}" : "";

    private static string Ids(IReadOnlyList<GatedQuestion> questions) => string.Join(", ", questions.Select(q => q.Id));

    private static string Word(bool? isRight) => isRight switch { true => "right", false => "wrong", null => "not judged" };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    // As GitHub's own toolkit escapes them.
    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}

using RagPruner.Local.Commands;
using RagPruner.Local.Evaluation;
using Spectre.Console;

namespace RagPruner.Local.Output;

/// <summary>Each question of an evaluation by itself, for people.</summary>
internal static class EvalDetails
{
    public static void Write(IAnsiConsole console, EvalReport report)
    {
        if (report.Details is not { } details)
            return;
        Shell.Raw(console, "");
        Shell.Raw(console, Summary(report.Focus, details));
        foreach (var cause in Causes(details))
            Shell.Raw(console, $"  {cause.Count,4}  {cause.Cause}: {LossCause.Words[cause.Cause]}");
        foreach (var detail in details)
            WriteQuestion(console, detail);
    }

    /// <summary>How the questions came out by the policy.</summary>
    public static string Summary(string policy, IReadOnlyList<QuestionDetail> details) =>
        $"Question by question, {policy}: {details.Count(d => d.IsRight == true)} right, {details.Count(d => d.IsRight == false)} wrong" +
        (details.Count(d => d.IsRight is null) is > 0 and var open ? $", {open} that cannot be judged" : "") +
        $"; against the retrieval order {details.Count(d => d.IsWon)} won and {details.Count(d => d.IsLost)} lost.";

    /// <summary>How often each cause came first.</summary>
    public static IReadOnlyList<(string Cause, int Count)> Causes(IReadOnlyList<QuestionDetail> details) =>
        [.. LossCause.Words.Keys.Select(c => (c, details.Count(d => d.Cause == c))).Where(c => c.Item2 > 0)];

    /// <summary>The accepted answers in words.</summary>
    public static string Accepted(IReadOnlyList<string> answers) => answers.Count == 0 ? "none, the sources do not hold it" : string.Join(" | ", answers);

    /// <summary>A context's verdict in words.</summary>
    public static string Why(ContextDetail context) =>
        context.MergedInto is { } other ? $"{context.Reason} of {other}" : Why(context.Reason ?? "", context.BelowLastKept);

    /// <summary>A reason, and how near it was.</summary>
    public static string Why(string reason, double? belowLastKept) =>
        belowLastKept is { } gap ? $"{reason}, {EvalTable.Number(gap)} below the last kept" : reason;

    private static void WriteQuestion(IAnsiConsole console, QuestionDetail detail)
    {
        Shell.Raw(console, "");
        Shell.Raw(console, $"{detail.Id}  {detail.Result}{(detail.Cause is { } cause ? $": {cause}" : "")}");
        if (detail.Question is { } question)
            Shell.Raw(console, $"  Question: {OneLine(question)}");
        if (detail.AcceptedAnswers is { } accepted)
            Shell.Raw(console, $"  Accepted: {OneLine(Accepted(accepted))}");
        if (detail.Answer is { } answer)
            Shell.Raw(console, $"  Answer: {OneLine(answer)}");
        var width = detail.Contexts.Select(c => c.Id.Length).DefaultIfEmpty(0).Max();
        foreach (var context in detail.Contexts)
        {
            var (relevant, kept) = (context.IsRelevant ? "relevant" : "", context.RetrievalKeeps ? "retrieval keeps" : "");
            Shell.Raw(console,
                $"  {context.Rank,2}  {context.Id.PadRight(width)}  {relevant,-8}  {kept,-15}  {EvalTable.Number(context.Score),6}  " +
                $"{context.Disposition,-8}  {Why(context)}".TrimEnd());
            if (context.Text is { } text)
                Shell.Raw(console, $"        {OneLine(text)}");
            if (context.Draft is { Length: > 0 } draft)
                Shell.Raw(console, $"        draft: {OneLine(draft)}");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}

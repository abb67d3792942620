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
        WriteScorers(console, report);
        Shell.Raw(console, Headroom(report));
        Shell.Raw(console, $"{report.Answerable} questions with a known relevant context, of {report.Questions}; {Number(report.Contexts)} contexts each.");
        Shell.Raw(console, $"A relevant context was retrieved for {Percent(report.Retrieved)}: no scorer can do better.");
        Shell.Raw(console, $"Drafts that said the answer is not there: {Percent(report.Abstained)}. Contexts without evidence: {report.Unscored}.");
        foreach (var relevance in report.Relevance)
            Shell.Raw(console,
                $"Relevance by {relevance.By} tells the {relevance.With} questions with a relevant context retrieved from the {relevance.Without} without: " +
                $"AUROC {Number(relevance.Auroc.Mean)} ({Number(relevance.Auroc.Low)} … {Number(relevance.Auroc.High)}).");
        Shell.Raw(console, IntervalNote);
        WritePolicies(console, report);
        if (report.DraftingCost is { } cost)
            Shell.Raw(console, cost.Text);
        foreach (var pair in report.LeftOut)
            Shell.Raw(console, $"Left out: {pair}; the rule compares scores with a number, which this scorer's allow only with a profile.");
        foreach (var (error, count) in report.Failed)
            Shell.Raw(console, $"Failed: {count} questions with {error}; they are in no figure.");
        if (report.IsInterrupted)
            Shell.Raw(console, "Interrupted: these are the figures of the questions that were done. With --record, the same command goes on from here.");
        Shell.Raw(console, "");
        WriteRecommendation(console, report.Recommendation);
    }

    /// <summary>How sure the figures are.</summary>
    public const string IntervalNote =
        "Intervals are of 95 %: of differences by the score for paired proportions, of AUROC by Newcombe's score; single ones, while the " +
        "recommendation allows for all that were compared.";

    /// <summary>What any order could gain, which no scorer can exceed.</summary>
    public static string Headroom(EvalReport report) => report.Headroom.Count == 0 ? "Headroom: no question has a known relevant context."
        : "Headroom, what the best possible order could gain over the retrieval order: " + string.Join(", ", report.Headroom.Select(h =>
            $"{(h.Questions == 0 ? "nothing" : $"{Points(h.Gain.Mean)} points")} with {h.Keep} ({h.Questions} of {report.Answerable} questions)")) + ".";

    /// <summary>What to do, and how.</summary>
    public static void WriteRecommendation(IAnsiConsole console, Recommendation recommendation)
    {
        Shell.Raw(console, recommendation.Text);
        if (recommendation.HowToUse is not { } use)
            return;
        Shell.Raw(console, $"  ask        ragpruner ask \"…\" {use.Ask}");
        Shell.Raw(console, $"  functions  {use.Body} in the body{string.Concat(use.Settings.Select(s => $", {s}"))}");
    }

    private static void WriteScorers(IAnsiConsole console, EvalReport report)
    {
        var hasDrafts = report.Scorers.Any(s => s.DraftRight is not null);
        string[] drafts = hasDrafts ? ["draft right"] : [];
        WriteTable(console, ["scorer", "AUROC", "nDCG", "kept at 1", "kept at 2", "kept at 3", .. drafts, "kept at 1, against retrieval"],
            report.Scorers.Select(s =>
        {
            string[] right = hasDrafts ? [Percent(s.DraftRight)] : [];
            return (IEnumerable<string>)[s.Scorer, Number(s.Auroc, "0.000"), Number(s.Ndcg, "0.000"), Percent(s.KeptAt1), Percent(s.KeptAt2),
                Percent(s.KeptAt3), .. right, s.Scorer == NamedScorer.Retrieval.Name ? "" : Points(s.AgainstRetrieval)];
        }));
    }

    private static void WritePolicies(IAnsiConsole console, EvalReport report)
    {
        var hasAnswers = report.Policies.Any(p => p.ContainsAnswer is not null);
        string[] answers = hasAnswers ? ["holds answer", "F1", "exact"] : [];
        WriteTable(console, ["policy", "contexts", "kept", .. answers, "risk", "against retrieval", "against everything"], report.Policies.Select(p =>
        {
            string[] measured = hasAnswers ? [Percent(p.ContainsAnswer), Number(p.F1), Percent(p.ExactMatch)] : [];
            return (IEnumerable<string>)[p.Policy, Number(p.Contexts, "0.0"), Percent(p.Kept), .. measured, Number(p.Risk, "0.000"), p.Scorer is null
                || p.Scorer == NamedScorer.Retrieval.Name ? "" : Points(p.AgainstRetrieval), p.Scorer is null ? "" : Points(p.AgainstEverything)];
        }));
        Shell.Raw(console, hasAnswers ? "Differences are of \"holds answer\"; risk is the mean share of wrong answers among the most confident."
            : "No answers were generated: differences and risk are of \"kept\".");
        foreach (var part in report.Policies.Where(p => p.JudgedQuestions < report.Policies[^1].JudgedQuestions))
            Shell.Raw(console,
                $"Note: {part.Policy} could be judged on {part.JudgedQuestions} of {report.Policies[^1].JudgedQuestions} questions only, " +
                $"because the recording lacks the other answers; it is not comparable.");
        var hasTimes = report.Policies.Any(p => p.P50Milliseconds is not null);
        string[] times = hasTimes ? ["p50 ms", "p95 ms"] : [];
        WriteTable(console, ["cost per question", "calls", "draft in", "draft out", "final in", "final out", "$ per 1,000", .. times],
            report.Policies.Select(p =>
        {
            string[] measured = hasTimes ? [Number(p.P50Milliseconds, "0.#"), Number(p.P95Milliseconds, "0.#")] : [];
            return (IEnumerable<string>)[p.Policy, Number(p.Calls, "0.0"), Number(p.DraftInputTokens, "0"), Number(p.DraftOutputTokens, "0"),
                Number(p.FinalInputTokens, "0"), Number(p.FinalOutputTokens, "0"), Number(p.Usd * 1000), .. measured];
        }));
    }

    public static void WriteTable(IAnsiConsole console, IReadOnlyList<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var name in header)
            table.AddColumn(name == header[0] || name == "text" ? new TableColumn(name).NoWrap() : new TableColumn(name).RightAligned().NoWrap());
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(table);
    }

    public static string Points(Interval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{Signed(interval.Mean)} ({Signed(interval.Low)} … {Signed(interval.High)})");

    /// <summary>A difference in points, to be read in a sentence.</summary>
    public static string InWords(Interval interval) =>
        $"{Signed(interval.Mean)} points, 95 % interval {Signed(interval.Low)} … {Signed(interval.High)}";

    public static string Percent(double? share) => share is { } s ? (s * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    public static string Number(double? value, string format = "0.00") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    private static string Points(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Signed(double share) => (share * 100).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}

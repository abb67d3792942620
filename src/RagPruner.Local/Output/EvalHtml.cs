using System.Net;
using RagPruner.Calibration;
using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Output;

/// <summary>
/// The figures of <c>eval</c> as one page, with plots and each question by itself: nothing from a network, one script of its own that
/// sorts and filters, and no texts of users unless they are asked for.
/// </summary>
internal static class EvalHtml
{
    private static readonly string[] s_policyColumns =
    [
        "policy", "contexts", "kept", "holds answer", "F1", "exact", "against retrieval", "against everything", "risk", "calls", "draft tokens", "final tokens",
        "$ per 1,000", "p50 ms", "p95 ms",
    ];

    private const int Bins = 24;

    private const string Title = "<title>RagPruner evaluation</title>";

    /// <summary>Where a report is written to.</summary>
    public static OutputFile At(string path) => new(path, "a report of eval", Title);

    public static void Write(OutputFile file, EvaluationResult done, EvaluationPlan plan) => file.Write(Page(done, plan));

    internal static string Page(EvaluationResult done, EvaluationPlan plan)
    {
        var report = done.Report;
        return $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; style-src 'unsafe-inline'; script-src {QuestionRows.ScriptSource}; img-src data:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            {Title}
            <style>{QuestionRows.Style}
            {Style}</style>
            <main>
            <h1>RagPruner evaluation</h1>
            <p class="lead">{Encode(report.Recommendation.Text)}</p>
            {HowToUse(report.Recommendation.HowToUse)}
            <p>{report.Questions} questions, {report.Answerable} with a known relevant context; {EvalTable.Number(report.Contexts, "0.#")} contexts each.
            A relevant context was retrieved for {EvalTable.Percent(report.Retrieved)}: no scorer can do better.
            {EvalTable.Percent(report.Abstained)} of the drafts said that the answer is not there;
            {report.Unscored} contexts had no evidence.{Failures(report)} {EvalTable.IntervalNote}</p>
            <p>{Encode(EvalTable.Headroom(report))}</p>
            <h2>Scorers</h2>
            {Table(["scorer", "AUROC", "nDCG", "kept at 1", "at 2", "at 3", "draft right", "kept at 1, against retrieval"], report.Scorers.Select(ScorerCells))}
            <h2>Policies</h2>
            {Table(s_policyColumns, report.Policies.Select(PolicyCells))}
            {(report.DraftingCost is { } cost ? $"<p>{Encode(cost.Text)}</p>" : "")}
            <h2>Plots</h2>
            <div class="plots">
            {CostPlot(report)}{BreakEvenPlot(report.DraftingCost)}{RiskPlot(done, plan)}{ReliabilityPlot(done, plan)}</div>
            <h2>Scores of relevant and other contexts</h2>
            <div class="plots">
            {string.Concat(plan.Scorers.Select((s, i) => DistributionPlot(s.Name, done.Outcomes.SelectMany(o => o.Scorers[i].Scores).ToArray())))}</div>
            {QuestionRows.Html(report)}
            </main>
            </html>

            """;
    }

    private static string[] ScorerCells(ScorerFigures s) =>
    [
        s.Scorer, EvalTable.Number(s.Auroc, "0.000"), EvalTable.Number(s.Ndcg, "0.000"), EvalTable.Percent(s.KeptAt1), EvalTable.Percent(s.KeptAt2),
            EvalTable.Percent(s.KeptAt3),
        EvalTable.Percent(s.DraftRight), s.Scorer == NamedScorer.Retrieval.Name ? "" : EvalTable.Points(s.AgainstRetrieval),
    ];

    private static string[] PolicyCells(PolicyFigures p) =>
    [
        p.Policy, EvalTable.Number(p.Contexts, "0.0"), EvalTable.Percent(p.Kept), EvalTable.Percent(p.ContainsAnswer), EvalTable.Number(p.F1),
            EvalTable.Percent(p.ExactMatch),
        p.Scorer is null || p.Scorer == NamedScorer.Retrieval.Name ? "" : EvalTable.Points(p.AgainstRetrieval), p.Scorer is null ? ""
            : EvalTable.Points(p.AgainstEverything), EvalTable.Number(p.Risk, "0.000"),
        EvalTable.Number(p.Calls, "0.0"), EvalTable.Number(p.DraftInputTokens + p.DraftOutputTokens, "0"),
            EvalTable.Number(p.FinalInputTokens + p.FinalOutputTokens, "0"),
        EvalTable.Number(p.Usd * 1000), EvalTable.Number(p.P50Milliseconds, "0.#"), EvalTable.Number(p.P95Milliseconds, "0.#"),
    ];

    private static string Cell(string text, int column) => column == 0 ? $"<th scope=\"row\">{Encode(text)}</th>" : $"<td>{Stacked(text)}</td>";

    // A difference with its interval below it: side by side they would push the last columns off a screen.
    private static string Stacked(string text) => text.IndexOf(" (", StringComparison.Ordinal) is > 0 and var at
        ? $"{Encode(text[..at])}<span class=\"interval\">{Encode(text[(at + 1)..])}</span>" : Encode(text);

    private static string Table(string[] header, IEnumerable<string[]> rows) => $"""
        <div class="scroll"><table>
        <thead><tr>{string.Concat(header.Select(h => $"<th scope=\"col\">{Encode(h)}</th>"))}</tr></thead>
        <tbody>{string.Concat(rows.Select(r => $"<tr>{string.Concat(r.Select(Cell))}</tr>\n"))}</tbody>
        </table></div>
        """;

    private static string HowToUse(HowToUse? use) => use is null ? "" : $"""
        <pre>ragpruner ask "…" {Encode(use.Ask)}
        {Encode(string.Join('\n', [use.Body, .. use.Settings]))}</pre>
        """;

    private static string Failures(EvalReport report) =>
        (report.IsInterrupted ? " The evaluation was interrupted: these are the questions that were done." : "")
        + (report.Failed.Count == 0 ? "" : $" {report.Failed.Values.Sum()} questions failed and are in no figure.");

    private static string CostPlot(EvalReport report)
    {
        var plot = new SvgPlot("Cost against quality", PlotAxis.Of("dollars for 1,000 questions", [.. report.Policies.Select(p => p.Usd * 1000)]),
            PlotAxis.Share("quality"));
        foreach (var (group, i) in report.Policies.GroupBy(p => p.Scorer ?? "everything", StringComparer.Ordinal).Select((g, i) => (g, i)))
            plot.Points(group.Key, SvgPlot.Colour(i),
                group.Select(p => (p.Usd * 1000, p.Quality, $"{p.Policy}: {EvalTable.Percent(p.Quality)}, ${EvalTable.Number(p.Usd * 1000)}")));
        return plot.ToHtml();
    }

    /// <summary>What the focus costs by the price of the drafting model: where its line crosses another's, it stops to pay.</summary>
    private static string BreakEvenPlot(DraftingCost? cost)
    {
        if (cost is null)
            return "";
        var most = 1.5 * cost.Others.Select(o => cost.BreakEvenWith(o.Usd)).Append(cost.Price).Append(cost.IsByCall ? 1e-6 : 0.01).Max();
        var plot = new SvgPlot($"Break-even of {cost.Policy}", new PlotAxis($"dollars {cost.Unit}", 0, most) { Format = cost.IsByCall ? "0.000000" : "0.00" },
            PlotAxis.Of("dollars for 1,000 questions", [cost.UsdAt(most) * 1000, .. cost.Others.Select(o => o.Usd * 1000)]));
        plot.Line(cost.Policy, SvgPlot.Colour(0), [(0, cost.UsdAt(0) * 1000), (most, cost.UsdAt(most) * 1000)]);
        for (var i = 0; i < cost.Others.Count; i++)
            plot.Line(cost.Others[i].Policy, SvgPlot.Colour(i + 1), [(0, cost.Others[i].Usd * 1000), (most, cost.Others[i].Usd * 1000)]);
        return plot.ToHtml();
    }

    private static string RiskPlot(EvaluationResult done, EvaluationPlan plan)
    {
        var first = plan.Policies[0].KeepText;
        var plot = new SvgPlot($"Risk and coverage, {first}: wrong among the most confident", PlotAxis.Share("questions answered"), PlotAxis.Share("wrong"));
        for (var i = 0; i < plan.Policies.Count - 1; i++)
        {
            if (plan.Policies[i].KeepText == first && PolicyFigures.Confidences(done.Outcomes, plan, i) is { Count: > 0 } confidences)
                plot.Line(plan.Policies[i].Scorer!.Name, SvgPlot.Colour(i), RiskCoverage.Curve(confidences));
        }
        return plot.ToHtml();
    }

    /// <summary>What the drafts' own probabilities are worth, and the profile's, if there is one.</summary>
    private static string ReliabilityPlot(EvaluationResult done, EvaluationPlan plan)
    {
        var plot = new SvgPlot("Reliability: stated probability against what was right", PlotAxis.Share("stated"), PlotAxis.Share("right"))
            .Reference((0, 0), (1, 1));
        for (var s = 0; s < plan.Scorers.Count; s++)
        {
            var ranked = done.Outcomes.Where(o => o.Scorers[s].Scores.Count > 0).Select(o => o.Scorers[s]).ToArray();
            if (plan.Scorers[s].Scorer is ProfileScorer profiled)
                plot.Line("profile: the best context holds the answer", SvgPlot.Colour(1),
                    Diagram(ranked.Select(o => (profiled.Profile.Probability.Of(o.Scores[0].Score, o.Relevance?.Value), o.Scores[0].IsRelevant))));
            else if (plan.Scorers[s].Name == "mean-logprob")
                plot.Line("draft's own: exp(mean-logprob), the draft is right", SvgPlot.Colour(0),
                    Diagram(ranked.Where(o => o.FirstIsRight is not null).Select(o => (Math.Exp(o.Scores[0].Score), o.FirstIsRight!.Value))));
        }
        return plot.ToHtml();

        static IEnumerable<(double, double)> Diagram(IEnumerable<(double, bool)> predictions) =>
            Reliability.Diagram([.. predictions]).Select(b => (b.MeanProbability, b.ShareRight));
    }

    private static string DistributionPlot(string scorer, (double Score, bool IsRelevant)[] scores)
    {
        if (scores.Length == 0)
            return "";
        var (least, most) = (scores.Min(s => s.Score), scores.Max(s => s.Score));
        var axis = new PlotAxis("score", least, most > least ? most : least + 1);
        var width = (axis.To - axis.From) / Bins;
        IReadOnlyList<(double, double, double)> Histogram(bool isRelevant)
        {
            var some = scores.Where(s => s.IsRelevant == isRelevant).ToArray();
            return [.. some.GroupBy(s => Math.Min(Bins - 1, (int)((s.Score - axis.From) / width)))
                .Select(g => (axis.From + g.Key * width, axis.From + (g.Key + 1) * width, (double)g.Count() / some.Length))];
        }
        var (relevant, others) = (Histogram(true), Histogram(false));
        var height = PlotAxis.Of("share, %", [.. relevant.Concat(others).Select(b => b.Item3)]) with { Scale = 100, Format = "0" };
        return new SvgPlot(scorer, axis, height).Bars("other contexts", SvgPlot.Colour(9), others)
            .Bars("relevant contexts", SvgPlot.Colour(0), relevant).ToHtml();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2330; --soft: #5b6472; --line: #d9dde4; --ground: #fff; --band: #f4f6f9 }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa4b2; --line: #343c4a; --ground: #14181f; --band: #1c222c } }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
        main { max-width: 1400px; margin: 0 auto; padding: 24px }
        h1 { font-size: 24px; margin: 0 0 8px } h2 { font-size: 18px; margin: 32px 0 8px }
        .lead { font-size: 17px; border-left: 4px solid #4269d0; padding: 4px 12px; background: var(--band) }
        pre { overflow-x: auto; padding: 8px 12px; background: var(--band) }
        .scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px }
        th, td { padding: 5px 8px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap }
        thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: normal }
        th:first-child { text-align: left } tbody th { font-weight: 500 }
        .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 20px }
        figure { margin: 0; padding: 12px; border: 1px solid var(--line); border-radius: 8px } figcaption { font-weight: 600; margin-bottom: 6px }
        svg { width: 100%; height: auto }
        figure details { font-size: 12px; margin-top: 6px } figure details div { max-height: 240px; overflow: auto }
        .interval { display: block; color: var(--soft) }
        @media (max-width: 600px) { main { padding: 12px } th, td { padding: 4px 6px } .plots { grid-template-columns: 1fr } }
        @media print {
          main { max-width: none; padding: 0 } .scroll { overflow: visible } .filter, figure details, script { display: none }
          table { font-size: 9px } th, td { padding: 2px 4px; white-space: normal } figure, tr { break-inside: avoid }
        }
        svg text { font: 11px system-ui, sans-serif; fill: var(--soft) } .grid { stroke: var(--line) }
        .reference { stroke: var(--soft); stroke-dasharray: 4 4 }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 14px; margin: 6px 0 0; padding: 0; font-size: 12px }
        .legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px }
        """;
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Output;

/// <summary>
/// The part of the report that has each question by itself: filtered and sorted by a small script of the page's own, and
/// readable without it.
/// </summary>
internal static class QuestionRows
{
    // A page with more rows is slow to open; what is wanted then is --json.
    private const int Most = 5000;

    private static readonly (string Value, string Label)[] s_filters =
    [
        ("all", "all"), ("lost", "lost against retrieval"), ("won", "won"), ("wrong", "wrong"), ("right", "right"),
    ];

    private static readonly string[] s_columns = ["question", "set", "result", "first cause", "contexts sent", "retrieval", "everything"];

    /// <summary>The script's place in the page's content security policy.</summary>
    public static string ScriptSource { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";

    public static string Html(EvalReport report)
    {
        if (report.Details is not { Count: > 0 } details)
            return "";
        var causes = EvalDetails.Causes(details);
        return $"""
            <h2 id="questions">Questions</h2>
            <p>{Encode(EvalDetails.Summary(report.Focus, details))}</p>
            <ul class="causes">{string.Concat(causes.Select(c => $"<li><b>{c.Count}</b> {Encode(LossCause.Words[c.Cause])} <code>{c.Cause}</code></li>"))}</ul>
            {(details.Count > Most ? $"<p>The first {Most:#,0} of {details.Count:#,0}; <code>--details --json</code> has them all.</p>" : "")}
            <fieldset class="filter"><legend>Show</legend>{string.Concat(s_filters.Select(Filter))}<output aria-live="polite"></output></fieldset>
            <div class="scroll"><table class="questions">
            <thead><tr>{string.Concat(s_columns.Select(c => $"<th scope=\"col\"><button type=\"button\">{c}</button></th>"))}</tr></thead>
            {string.Concat(details.Take(Most).Select(Row))}</table></div>
            <script>{Script}</script>
            """;
    }

    private static string Filter((string Value, string Label) filter) =>
        $"<label><input type=\"radio\" name=\"show\" value=\"{filter.Value}\"{(filter.Value == "all" ? " checked" : "")}>{filter.Label}</label>";

    private static string Row(QuestionDetail detail)
    {
        string[] cells =
        [
            detail.Set ?? "", detail.Result, detail.Cause ?? "", $"{detail.Contexts.Count(c => c.Disposition is "kept" or "sent")}",
            Word(detail.RetrievalIsRight), Word(detail.EverythingIsRight),
        ];
        return $"""
            <tbody data-result="{detail.Result}" data-right="{Word(detail.IsRight)}">
            <tr><th scope="row">{Encode(detail.Id)}</th>{string.Concat(cells.Select(c => $"<td>{Encode(c)}</td>"))}</tr>
            <tr><td colspan="{s_columns.Length}"><details><summary>contexts</summary>{Texts(detail)}{Contexts(detail)}</details></td></tr>
            </tbody>

            """;
    }

    private static string Texts(QuestionDetail detail) => detail.Question is null ? "" : $"""
        <dl><dt>Question</dt><dd>{Encode(detail.Question)}</dd>
        <dt>Accepted</dt>
        <dd>{Encode(EvalDetails.Accepted(detail.AcceptedAnswers ?? []))}</dd>
        {(detail.Answer is { } answer ? $"<dt>Answer</dt><dd>{Encode(answer)}</dd>" : "")}</dl>
        """;

    private static string Contexts(QuestionDetail detail) => $"""
        <table><thead><tr><th scope="col">context</th><th scope="col">rank</th><th scope="col">score</th><th scope="col">verdict</th>
        <th scope="col">why</th><th scope="col">retrieval</th><th scope="col">mean logprob</th><th scope="col">question logprob</th></tr></thead>
        <tbody>{string.Concat(detail.Contexts.Select(Context))}</tbody></table>
        """;

    private static string Context(ContextDetail c) =>
        $"<tr class=\"{c.Disposition}\"><th scope=\"row\">{Encode(c.Id)}{(c.IsRelevant ? " <mark>relevant</mark>" : "")}" +
        $"{(c.Text is { } text ? $"<p>{Encode(text)}</p>" : "")}{(c.Draft is { Length: > 0 } draft ? $"<p><i>{Encode(draft)}</i></p>" : "")}</th>" +
        $"<td>{c.Rank}</td><td>{EvalTable.Number(c.Score)}</td><td>{c.Disposition}</td><td>{Encode(EvalDetails.Why(c))}</td>" +
        $"<td>{(c.RetrievalKeeps ? "keeps" : "")}</td><td>{EvalTable.Number(c.MeanLogprob)}</td><td>{EvalTable.Number(c.QuestionLogprob)}</td></tr>";

    private static string Word(bool? isRight) => isRight switch { true => "right", false => "wrong", null => "–" };

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private const string Script = """
        'use strict';
        const table = document.querySelector('table.questions');
        const bodies = [...table.tBodies];
        const count = document.querySelector('.filter output');
        function show(what) {
          let shown = 0;
          for (const body of bodies) {
            const { result, right } = body.dataset;
            body.hidden = !(what === 'all' || result === what || right === what);
            shown += body.hidden ? 0 : 1;
          }
          count.value = `${shown} of ${bodies.length}`;
        }
        for (const input of document.querySelectorAll('.filter input'))
          input.addEventListener('change', () => show(input.value));
        show(document.querySelector('.filter input:checked').value);
        const heads = [...table.tHead.rows[0].cells];
        heads.forEach((head, column) => head.firstElementChild.addEventListener('click', () => {
          const descending = head.ariaSort === 'ascending';
          heads.forEach(h => h.removeAttribute('aria-sort'));
          head.ariaSort = descending ? 'descending' : 'ascending';
          const key = body => body.rows[0].cells[column].textContent;
          bodies.sort((a, b) => key(a).localeCompare(key(b), 'en', { numeric: true }) * (descending ? -1 : 1));
          table.append(...bodies);
        }));
        """;

    public const string Style = """
        .filter { display: flex; flex-wrap: wrap; gap: 4px 16px; border: 1px solid var(--line); border-radius: 8px; margin: 0 0 12px; padding: 6px 12px }
        .filter label { display: inline-flex; gap: 6px; align-items: center } .filter output { color: var(--soft) }
        .causes { padding-left: 20px; margin: 0 0 12px } code { font-size: 12px; color: var(--soft) }
        .questions button { all: unset; cursor: pointer; text-decoration: underline dotted } .questions button:focus-visible { outline: 2px solid #4269d0 }
        .questions > tbody > tr > td, .questions > thead th { text-align: left } .questions > tbody > tr:first-child > * { border-bottom: 0; padding-bottom: 0 }
        .questions > tbody > tr + tr > td { padding-top: 0 }
        .questions th[scope=row] p { max-width: 70ch; white-space: normal; font-weight: 400; margin: 2px 0 }
        .questions details td:nth-child(5), .questions details td:nth-child(4) { text-align: left }
        th[aria-sort=ascending]::after { content: " ▲" } th[aria-sort=descending]::after { content: " ▼" }
        tr.pruned, tr.unscored { color: var(--soft) } mark { background: #3ca95133; color: inherit; border-radius: 3px; padding: 0 4px }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 4px 0; white-space: normal } dd { margin: 0 }
        """;
}

using System.Text.RegularExpressions;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Browser.Tests.Page;

/// <summary>The page where things are slow, fail, or are written by somebody who means harm.</summary>
public sealed class PageTroubleTests : IDisposable
{
    private readonly Folder _folder = new();

    public static bool HasChromium => Chromium.Path is not null;

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_slow_model_can_be_watched_contexts_then_drafts_then_verdicts_then_the_answer()
    {
        // The page itself notes what it shows: what stands there for a moment would be gone before a busy machine looks. Some
        // drafts take longer than the others, so that there is a moment with some of them.
        await using var open = await OpenPage.StartAsync(["--faults", Plan("""
            {"operation": "InvokeModel", "kind": "latency", "milliseconds": 150}, {"operation": "InvokeModel", "kind": "latency", "milliseconds": 2000, "rate": 0.3},
            {"operation": "ConverseStream", "kind": "latency", "milliseconds": 400}, {"operation": "ConverseStream", "kind": "pace", "milliseconds": 25}
            """)], initScript: """
            window.seen = [];
            window.progress = [];
            new MutationObserver(() => {
              const rows = [...document.querySelectorAll('#contexts > li')];
              const state = rows.length === 0 ? 'nothing' : rows.every(r => r.classList.contains('waiting'))
                ? (document.querySelector('#contexts .draft') ? 'drafts' : 'contexts')
                : document.querySelector('#answer-text').textContent === '' ? 'verdicts' : 'answer';
              if (window.seen.at(-1) !== state) window.seen.push(state);
              if (document.querySelector('#stop')?.hidden === false) window.progress.push(document.querySelector('#progress-text').textContent);
            }).observe(document, { subtree: true, childList: true, characterData: true });
            """);
        await open.Page.Locator("#samples button").Nth(1).ClickAsync();
        await open.AnsweredAsync();
        (await open.Page.EvaluateAsync<string[]>("() => window.progress")).ShouldContain(t => Regex.IsMatch(t, "^[1-9] of 10 drafts"));
        (await open.Page.EvaluateAsync<string[]>("() => window.seen.slice(window.seen.indexOf('contexts'))")).ShouldBe(["contexts", "drafts", "verdicts", "answer"]);
        open.Problems.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_request_under_way_can_be_stopped()
    {
        await using var open = await OpenPage.StartAsync(["--faults", Plan("""{"operation": "InvokeModel", "kind": "latency", "milliseconds": 60000}""")]);
        await open.Page.Locator("#samples button").First.ClickAsync();
        await open.Page.Locator(".row.waiting").First.WaitForAsync();
        await open.Page.Locator("#stop").ClickAsync();
        (await open.Page.Locator("#problem").InnerTextAsync()).ShouldBe("Stopped.");
        (await open.Page.Locator("#progress").IsHiddenAsync()).ShouldBeTrue();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_model_that_fails_is_told_in_words_where_the_result_would_be()
    {
        await using var open = await OpenPage.StartAsync(["--faults", Plan("""{"operation": "Converse*", "kind": "error", "error": "ThrottlingException"}""".Replace("Converse*", "ConverseStream", StringComparison.Ordinal))]);
        await open.Page.Locator("#samples button").First.ClickAsync();
        await open.Page.Locator("#problem:not([hidden])").WaitForAsync();
        var problem = await open.Page.Locator("#problem").InnerTextAsync();
        problem.ShouldStartWith("The model is asked too often.");
        problem.ShouldContain("ThrottlingException");
        // What was known by then is still there.
        (await open.Page.Locator(".row.kept").CountAsync()).ShouldBe(3);
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Drafts_that_fail_leave_rows_without_a_score_that_never_look_like_low_ones()
    {
        await using var open = await OpenPage.StartAsync(["--faults", Plan("""{"operation": "InvokeModel", "kind": "malformed", "rate": 0.35}""")]);
        await open.Page.Locator("#samples button").Nth(1).ClickAsync();
        await open.AnsweredAsync();
        var failed = open.Page.Locator(".row.unscored");
        (await failed.CountAsync()).ShouldBeGreaterThan(0);
        (await failed.First.Locator(".why").InnerTextAsync()).ShouldStartWith("its draft failed");
        (await failed.First.Locator(".figure.missing").InnerTextAsync()).ShouldBe("–");
        (await failed.First.Locator(".fill").CountAsync()).ShouldBe(0);
        (await open.Page.Locator("#notes").InnerTextAsync()).ShouldContain("some contexts have no score");
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task No_document_is_ever_read_as_html()
    {
        const string hostile = """
            The fare is 12 euros.</p></li><img src=x onerror="window.harmed=1"><script>window.harmed=1</script><a href="javascript:window.harmed=1">fare</a><iframe srcdoc="<script>parent.harmed=1</script>"></iframe><style>*{display:none}</style>
            ---
            The fare is 15 euros. "><svg onload="window.harmed=1"><details open ontoggle="window.harmed=1"> {{constructor.constructor('window.harmed=1')()}}
            ---
            ‮The fare is 12 euros‬ and [click](javascript:window.harmed=1) ![x](https://evil.example/?q=1)
            """;
        await using var open = await OpenPage.StartAsync();
        await open.AskAsync("What is the fare? <img src=x onerror=window.harmed=1>", hostile);
        (await open.Page.EvaluateAsync<bool>("() => 'harmed' in window")).ShouldBeFalse();
        (await open.Page.Locator("#results img, #results script, #results a, #results iframe, #results style, #results svg[onload]").CountAsync()).ShouldBe(0);
        (await open.Page.Locator("#contexts").InnerTextAsync()).ShouldContain("<script>window.harmed=1</script>");
        (await open.Page.Locator("#contexts").InnerTextAsync()).ShouldContain("constructor.constructor");
        open.Requests.ShouldAllBe(r => r.Contains(" /", StringComparison.Ordinal));
        open.Problems.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Documents_that_cannot_be_read_are_named_by_their_line_and_nothing_is_lost()
    {
        await using var open = await OpenPage.StartAsync();
        await open.Page.Locator("#own > summary").ClickAsync();
        await open.Page.Locator("#documents").FillAsync("{\"text\": \"One.\"}\n{\"text\": \"Two.\"");
        await open.Page.Locator("#question").FillAsync("One or two?");
        await open.Page.Keyboard.PressAsync("Enter");
        (await open.Page.Locator("#problem").InnerTextAsync()).ShouldBe("Documents, line 2: this is not a document in JSON.");
        (await open.Page.Locator("#documents").InputValueAsync()).ShouldContain("Two.");

        await open.Page.Locator("#documents").FillAsync("{\"body\": \"One.\"}");
        await open.Page.Locator("#question").PressAsync("Enter");
        await open.Page.Locator("#problem", new() { HasTextString = "documents[0] has an unknown member" }).WaitForAsync();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_page_of_another_origin_gets_nothing()
    {
        await using var open = await OpenPage.StartAsync();
        await open.Page.GotoAsync("data:text/html,<title>elsewhere</title>");
        var outcome = await open.Page.EvaluateAsync<string>($$"""
            async () => {
              try { const r = await fetch('{{open.Address}}/v1/prune', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"question":"x"}' }); return String(r.status); }
              catch { return 'refused'; }
            }
            """);
        outcome.ShouldBe("refused");
    }

    private string Plan(string faults) => _folder.Write("faults.json", $$"""{"seed": 3, "faults": [{{faults}}]}""");
}

using Microsoft.Playwright;

namespace RagPruner.Local.Browser.Tests.Page;

/// <summary>What somebody does who sees the page for the first time, on the samples.</summary>
public sealed class PageStoryTests
{
    private const string Ticket = "What is charged for moving a standard ticket";

    public static bool HasChromium => Chromium.Path is not null;

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_click_shows_a_context_that_moved_one_that_went_for_a_reason_and_what_it_saved()
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync(Ticket);

        (await open.Page.Locator("#answer-text").InnerTextAsync()).ShouldContain("10 euros");
        var places = await open.PlacesAsync();
        places[0].ShouldBe("3 kept");
        places.Length.ShouldBe(10);
        (await open.Rows.First.Locator(".place").InnerTextAsync()).ShouldContain("3 → ");
        // The line leads from the third place to the first.
        (await open.Page.Locator("#rail path.moved.kept").CountAsync()).ShouldBeGreaterThan(0);
        (await open.Page.Locator(".row.pruned .why", new() { HasTextString = "its draft says that the answer is not there" }).CountAsync()).ShouldBe(1);
        (await open.Page.Locator(".row.pruned .why", new() { HasTextString = "below the last kept" }).CountAsync()).ShouldBeGreaterThan(0);
        (await open.Page.Locator(".row.merged .why").First.InnerTextAsync()).ShouldStartWith("says the same as ");
        (await open.Page.Locator("#saved").InnerTextAsync()).ShouldContain("3 of 10");
        open.Problems.ShouldBeEmpty();
        // The product's own contract, from the same address, and files of the page.
        open.Requests.ShouldAllBe(r => r == "POST /v1/answer" || r == "POST /v1/prune" || r == "GET /" || r.StartsWith("GET /page/", StringComparison.Ordinal));
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task The_cut_moves_by_keyboard_and_by_pointer_and_no_model_is_called()
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync(Ticket);
        var answers = open.Requests.Count(r => r == "POST /v1/answer");
        var before = await open.Page.Locator("#saved").InnerTextAsync();

        await open.Page.Locator(".cut").FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowDown");
        await open.Page.Locator(".cut[aria-valuenow='4']").WaitForAsync();
        (await open.Page.Locator(".row.kept").CountAsync()).ShouldBe(4);
        (await open.Page.Locator("#saved").InnerTextAsync()).ShouldNotBe(before);
        (await open.Page.Locator("#policy-value").InputValueAsync()).ShouldBe("4");
        // The focus stays where the keyboard is.
        (await open.Page.EvaluateAsync<bool>("() => document.activeElement.classList.contains('cut')")).ShouldBeTrue();

        var cut = (await open.Page.Locator(".cut").BoundingBoxAsync())!;
        var second = (await open.Rows.Nth(1).BoundingBoxAsync())!;
        var third = (await open.Rows.Nth(2).BoundingBoxAsync())!;
        await open.Page.Mouse.MoveAsync(cut.X + 200, cut.Y + cut.Height / 2);
        await open.Page.Mouse.DownAsync();
        // On the way it is as it was answered, so that the offer to answer again goes; the rows stay under the pointer.
        await open.Page.Mouse.MoveAsync(cut.X + 200, third.Y + third.Height - 4, new() { Steps = 2 });
        await open.Page.Locator(".cut[aria-valuenow='3']").WaitForAsync();
        (await open.Page.Locator("#again-part").IsVisibleAsync()).ShouldBeFalse();
        (await open.Rows.Nth(1).BoundingBoxAsync())!.Y.ShouldBe(second.Y, 1);
        await open.Page.Mouse.MoveAsync(cut.X + 200, second.Y + 4, new() { Steps = 3 });
        await open.Page.Mouse.UpAsync();
        await open.Page.Locator(".cut[aria-valuenow='1']").WaitForAsync();

        open.Requests.Count(r => r == "POST /v1/answer").ShouldBe(answers);
        open.Requests.Count(r => r == "POST /v1/prune").ShouldBeGreaterThan(2);
        open.Problems.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Another_scorer_judges_again_and_answering_again_says_what_it_pays_for()
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync("How long was Purser silent");
        (await open.Page.Locator("#answer-text").InnerTextAsync()).ShouldContain("47 minutes");

        await open.Page.Locator("#policy-scorer").SelectOptionAsync("retrieval");
        await open.Page.Locator("#again-part").WaitForAsync();
        (await open.PlacesAsync()).Take(3).ShouldBe(["1 kept", "2 kept", "3 kept"]);
        (await open.Page.Locator("#again-cost").InnerTextAsync()).ShouldContain("one call of the final model");
        (await open.Page.Locator("#answer.stale").CountAsync()).ShouldBe(1);

        await open.Page.Locator("#again").ClickAsync();
        await open.AnsweredAsync();
        (await open.Page.Locator("#answer-text").InnerTextAsync()).ShouldBe("Not in the sources.");
        (await open.Page.Locator("#usage").InnerTextAsync()).ShouldStartWith("1 call,");
        open.Problems.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_scorer_that_needs_other_evidence_is_refused_in_place_with_a_way_on()
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync(Ticket);
        await open.Page.Locator("#policy-scorer").SelectOptionAsync("sufficiency");
        await open.Page.Locator("#problem:not([hidden])").WaitForAsync();
        var problem = await open.Page.Locator("#problem").InnerTextAsync();
        problem.ShouldContain("was not collected (Sufficiency)");
        problem.ShouldContain("every context is drafted from again");
        await open.Page.Locator("#problem button").ClickAsync();
        await open.AnsweredAsync();
        (await open.Page.Locator("#problem").IsHiddenAsync()).ShouldBeTrue();
        (await open.Page.Locator(".row.kept").CountAsync()).ShouldBeGreaterThan(0);
        // The browser writes a line of its own for the refused request.
        open.Problems.ShouldAllBe(p => p.Contains("400", StringComparison.Ordinal));
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Words_of_a_draft_tell_on_hover_and_on_focus_what_else_was_considered()
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync("How long was Purser silent");
        var word = open.Page.Locator(".draft button.word").First;
        await word.HoverAsync();
        (await open.Page.Locator("#tip").InnerTextAsync()).ShouldMatch("^.+: [0-9]+ % sure; also considered: .+ [01][.][0-9]{2}");
        await open.Page.Mouse.MoveAsync(0, 0);
        await open.Page.Locator("#tip").WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        await word.FocusAsync();
        var first = await open.Page.Locator("#tip").InnerTextAsync();
        await open.Page.Keyboard.PressAsync("ArrowRight");
        (await open.Page.Locator("#tip").InnerTextAsync()).ShouldNotBe(first);
        await open.Page.Keyboard.PressAsync("Escape");
        (await open.Page.Locator("#tip").IsHiddenAsync()).ShouldBeTrue();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Sources_that_contradict_each_other_are_drawn_with_who_says_what()
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync("How much does the harbour tour cost?");
        (await open.Page.Locator("#conflicts .group").CountAsync()).ShouldBe(2);
        (await open.Page.Locator("#conflicts .group.holds").InnerTextAsync()).ShouldContain("18 euros");
        (await open.Page.Locator("#conflicts .group:not(.holds)").InnerTextAsync()).ShouldContain("28 euros");
        (await open.Page.Locator("#conflicts path.against").CountAsync()).ShouldBe(1);

        await open.Page.Locator("#policy-conflict").SelectOptionAsync("drop");
        await open.Page.Locator(".row.pruned .why", new() { HasTextString = "sources say otherwise" }).WaitForAsync();
        open.Problems.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Two_policies_and_everything_stand_side_by_side()
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync("How long was Purser silent");
        await open.Page.Locator("#compare-run").ClickAsync();
        var table = open.Page.Locator("#compared table");
        await table.WaitForAsync();
        var answers = await table.Locator("td.text").AllInnerTextsAsync();
        answers[0].ShouldContain("47 minutes");
        answers[1].ShouldBe("Not in the sources.");
        (await table.Locator("thead th").AllInnerTextsAsync())[2].ShouldBe("Everything");
        var sent = await table.Locator("tbody tr").Nth(1).Locator("td").AllInnerTextsAsync();
        sent.ShouldBe(["3 of 10", "3 of 10", "10 of 10"]);
        open.Problems.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task The_whole_story_can_be_told_by_the_keyboard_alone()
    {
        await using var open = await OpenPage.StartAsync();
        await open.Page.Locator("#question").FocusAsync();
        await open.Page.Keyboard.TypeAsync("How long was Purser silent after the model replacement in March 2025?");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.AnsweredAsync();

        // Everything that can be worked comes within reach of Tab, once.
        var reached = new List<string>();
        for (var i = 0; i < 80; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            var at = await open.Page.EvaluateAsync<string>("() => { const e = document.activeElement; return e === document.body ? '' : e.id || e.dataset.copy || e.className || e.tagName; }");
            if (at.Length == 0)
                break;
            reached.Add(at);
        }
        foreach (var control in new[] { "policy-scorer", "policy-rule", "policy-value", "policy-conflict", "contexts-count", "cut", "SUMMARY", "compare-run", "other-scorer", "ask", "curl", "json", "line" })
            reached.ShouldContain(control);
        reached.Count(r => r.StartsWith("word", StringComparison.Ordinal)).ShouldBe(await open.Page.Locator("p.draft").CountAsync());

        await open.Page.Locator("#tab-ask").FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowRight");
        (await open.Page.Locator("#panel-evaluation").IsVisibleAsync()).ShouldBeTrue();
        open.Problems.ShouldBeEmpty();
    }

    [Theory(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    [InlineData("ask", "ragpruner ask 'What is charged for moving a standard ticket to another day?' --scorer blend --keep top-k:3 --on-conflict review --contexts 10")]
    [InlineData("json", "\"question\": \"What is charged for moving a standard ticket to another day?\"")]
    [InlineData("curl", "/v1/answer -H \"content-type: application/json\" -d '{\"question\":\"What is charged")]
    [InlineData("line", "\"relevantContextIds\":[\"policies/pets-partner-desk.md\",\"booking/amendments.md\"]")]
    public async Task What_is_on_the_page_can_be_copied_as(string form, string expected)
    {
        await using var open = await OpenPage.StartAsync();
        await open.AskSampleAsync(Ticket);
        await open.Page.Locator($"[data-copy={form}]").ClickAsync();
        await open.Page.Locator("#copy-note:not(:empty)").WaitForAsync();
        (await open.Page.Locator("#copied").InputValueAsync()).ShouldContain(expected);
    }
}

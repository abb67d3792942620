using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Browser.Tests.Page;

/// <summary>Recordings and results, opened in the page.</summary>
public sealed class PageEvaluationTests : IDisposable
{
    private readonly Folder _folder = new();

    public static bool HasChromium => Chromium.Path is not null;

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_recording_shows_won_and_lost_questions_and_one_can_be_looked_into()
    {
        var recording = Path.Combine(_folder.Path, "recording.jsonl");
        (await Cli.RunAsync("eval", "--record", recording, "--scorers", "retrieval,blend", "--json")).ExitCode.ShouldBe(0);
        await using var open = await OpenPage.StartAsync();
        await open.Page.Locator("#tab-evaluation").ClickAsync();
        await open.Page.Locator("#eval-file").SetInputFilesAsync(recording);
        await open.Page.Locator("#eval-list li").Nth(73).WaitForAsync();
        (await open.Page.Locator("#eval-summary").InnerTextAsync()).ShouldMatch("by the second policy [0-9]+ won and [0-9]+ lost of 74");

        var q022 = open.Page.Locator("#eval-list li", new() { HasTextString = "q022" });
        await q022.Locator("button").ClickAsync();
        await open.Rows.First.WaitForAsync();
        (await open.Page.Locator("#panel-ask").IsVisibleAsync()).ShouldBeTrue();
        (await open.PlacesAsync())[1].ShouldBe("4 kept");
        // Nothing was asked of a model for any of it.
        open.Requests.ShouldNotContain("POST /v1/answer");
        open.Problems.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task The_samples_result_opens_with_its_questions_and_one_can_be_asked()
    {
        await using var open = await OpenPage.StartAsync();
        await open.Page.Locator("#tab-evaluation").ClickAsync();
        await open.Page.Locator("#eval-samples").ClickAsync();
        await open.Page.Locator("#eval-second").SelectOptionAsync("3");
        await open.Page.Locator("#eval-list li[data-result=won]").First.WaitForAsync();
        var won = open.Page.Locator("#eval-list li", new() { HasTextString = "q022" });
        (await won.GetAttributeAsync("data-result")).ShouldBe("won");
        await won.Locator("button").ClickAsync();
        await open.AnsweredAsync();
        (await open.Page.Locator("#answer-text").InnerTextAsync()).ShouldContain("47 minutes");
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task A_file_that_is_neither_is_named()
    {
        await using var open = await OpenPage.StartAsync();
        await open.Page.Locator("#tab-evaluation").ClickAsync();
        await open.Page.Locator("#eval-file").SetInputFilesAsync(_folder.Write("notes.jsonl", "{\"question\": \"a\"}\nnonsense\n"));
        await open.Page.Locator("#eval-problem:not(:empty)").WaitForAsync();
        (await open.Page.Locator("#eval-problem").InnerTextAsync()).ShouldBe("notes.jsonl, line 2: this is neither a recording, a result nor a list of questions.");
    }
}

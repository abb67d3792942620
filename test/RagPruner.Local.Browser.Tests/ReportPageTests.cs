using Microsoft.Playwright;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Browser.Tests;

/// <summary>The page of <c>eval --report</c> in a real browser.</summary>
public sealed class ReportPageTests : IDisposable
{
    private static readonly string? s_chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private readonly Folder _folder = new();

    public static bool HasChromium => s_chromium is not null;

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task The_page_shows_tables_and_plots_without_errors_or_network()
    {
        var path = Path.Combine(_folder.Path, "report.html");
        (await Cli.RunAsync("eval", "--report", path, "--json")).ExitCode.ShouldBe(0);
        // Without the driver's own browsers: Playwright speaks to the one that is installed.
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = s_chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 } });
        var (problems, requests) = (new List<string>(), new List<string>());
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, message) => problems.Add(message.Text);
        page.RequestFailed += (_, request) => problems.Add(request.Url);
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync(new Uri(path).AbsoluteUri);

        (await page.TitleAsync()).ShouldBe("RagPruner evaluation");
        problems.ShouldBeEmpty();
        requests.ShouldAllBe(url => url.StartsWith("file:", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal));
        (await page.Locator("table").CountAsync()).ShouldBe(2);
        // Cost, risk, reliability, and the distributions of twelve scorers.
        (await page.Locator("figure svg").CountAsync()).ShouldBe(15);
        (await page.Locator(".lead").InnerTextAsync()).ShouldNotBeNullOrWhiteSpace();
        await LooksRightAsync(page);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "report.png"), FullPage = true });
    }

    /// <summary>Nothing lies outside its frame, every plot has marks in its drawing area, and text can be told from its ground.</summary>
    private static async Task LooksRightAsync(IPage page)
    {
        (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("the page is wider than the window");
        var outside = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('figure')].flatMap(figure => {
                const frame = figure.querySelector('svg').getBoundingClientRect();
                return [...figure.querySelectorAll('svg text, svg circle, svg rect, svg polyline')]
                    .map(mark => mark.getBoundingClientRect())
                    .filter(box => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
                    .map(box => `${figure.querySelector('figcaption').innerText}: ${box.left - frame.left}, ${box.top - frame.top}`);
            })
            """);
        outside.ShouldBeEmpty();
        var empty = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('figure')].filter(f => !f.querySelector('circle, rect, polyline:not(.reference)')).map(f => f.querySelector('figcaption').innerText)
            """);
        empty.ShouldBeEmpty();
        (await page.EvaluateAsync<bool>("() => getComputedStyle(document.body).color !== getComputedStyle(document.body).backgroundColor")).ShouldBeTrue();
    }
}

using Microsoft.Playwright;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Browser.Tests;

/// <summary>The page of <c>eval --report</c> in a real browser.</summary>
public sealed class ReportPageTests : IDisposable
{
    private readonly Folder _folder = new();

    public static bool HasChromium => Chromium.Path is not null;

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task The_page_shows_tables_and_plots_without_errors_or_network()
    {
        var path = await ReportAsync();
        await using var context = new PageContext(await Chromium.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 } }));
        var page = context.Page;
        var (problems, requests) = (new List<string>(), new List<string>());
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, message) => problems.Add(message.Text);
        page.RequestFailed += (_, request) => problems.Add(request.Url);
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync(new Uri(path).AbsoluteUri);

        (await page.TitleAsync()).ShouldBe("RagPruner evaluation");
        problems.ShouldBeEmpty();
        requests.ShouldAllBe(url => url.StartsWith("file:", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal));
        // Cost, break-even, risk, reliability, and the distributions of twelve scorers; each with its numbers as text.
        (await page.Locator("figure svg").CountAsync()).ShouldBe(Plots);
        (await page.Locator("figure details table").CountAsync()).ShouldBe(Plots);
        (await page.Locator(".lead").InnerTextAsync()).ShouldNotBeNullOrWhiteSpace();
        await LooksRightAsync(page);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "report.png"), FullPage = true });
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Every_column_is_in_sight_at_1280_pixels()
    {
        var path = await ReportAsync();
        await using var context = new PageContext(await Chromium.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } }));
        var page = context.Page;
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        var hidden = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("thead th")].filter(th => th.getClientRects().length > 0 && !th.closest("details")
              && (th.getBoundingClientRect().right > innerWidth || (th.closest("div, section")?.scrollWidth ?? 0) > (th.closest("div, section")?.clientWidth ?? 0) + 1)).map(th => th.textContent)
            """);
        hidden.ShouldBeEmpty();
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Questions_are_filtered_and_sorted_by_the_keyboard_alone()
    {
        var path = await ReportAsync();
        await using var context = new PageContext(await Chromium.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } }));
        var page = context.Page;
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        (await page.Locator(".filter output").InnerTextAsync()).ShouldBe("74 of 74");

        await page.Locator(".filter input").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        var lost = await page.Locator("table.questions > tbody:visible").CountAsync();
        (await page.Locator("table.questions > tbody:visible[data-result=lost]").CountAsync()).ShouldBe(lost);
        (await page.Locator(".filter output").InnerTextAsync()).ShouldBe($"{lost} of 74");
        await page.Keyboard.PressAsync("ArrowUp");

        await page.Locator("table.questions thead button").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator("table.questions > tbody th[scope=row]").First.InnerTextAsync()).ShouldBe("q074");
        (await page.Locator("table.questions > thead th").First.GetAttributeAsync("aria-sort")).ShouldBe("descending");

        await page.Locator("table.questions > tbody summary").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator("table.questions > tbody details[open] table").First.IsVisibleAsync()).ShouldBeTrue();
        // No texts unless they are asked for.
        (await page.ContentAsync()).ShouldNotContain("Whose consent is required");
    }

    [Theory(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    [InlineData(1280, 900, ColorScheme.Light)]
    [InlineData(1280, 900, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task The_page_fits_a_screen_and_a_phone_in_both_colour_schemes(int width, int height, ColorScheme scheme)
    {
        var path = await ReportAsync();
        await using var context = new PageContext(await Chromium.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme }));
        var page = context.Page;
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await LooksRightAsync(page);
        var isDark = await page.EvaluateAsync<bool>("() => getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'");
        isDark.ShouldBe(scheme == ColorScheme.Dark);
        if (width >= 1280)
        {
            // The last column of the widest table, p95, is on the screen.
            (await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('main > .scroll')].every(s => s.scrollWidth <= s.clientWidth)")).ShouldBeTrue();
        }
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", $"report-{width}-{scheme}.png") });
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task On_paper_nothing_is_cut_off_and_what_needs_a_pointer_is_left_out()
    {
        var path = await ReportAsync();
        await using var context = new PageContext(await Chromium.NewPageAsync(new() { ViewportSize = new() { Width = 794, Height = 1123 } }));
        var page = context.Page;
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.Locator(".filter").IsVisibleAsync()).ShouldBeFalse();
        (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue();
        (await page.PdfAsync()).Length.ShouldBeGreaterThan(10_000);
    }

    private const int Plots = 16;

    private async Task<string> ReportAsync()
    {
        var path = Path.Combine(_folder.Path, "report.html");
        (await Cli.RunAsync("eval", "--report", path, "--json")).ExitCode.ShouldBe(0);
        return path;
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

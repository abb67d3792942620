using System.Text.Json;
using Microsoft.Playwright;

namespace RagPruner.Local.Browser.Tests.Page;

/// <summary>What the page is to eyes, ears and small screens.</summary>
public sealed class PageLooksTests
{
    private const string Ticket = "What is charged for moving a standard ticket";
    private static readonly string s_axe = Path.Combine(Repository.Root, "test", "RagPruner.Local.Browser.Tests", "node_modules", "axe-core", "axe.min.js");

    public static bool HasChromium => Chromium.Path is not null;

    public static bool HasAxe => HasChromium && File.Exists(s_axe);

    [Theory(Skip = "there is no Chromium, or no axe-core (npm ci in test/RagPruner.Local.Browser.Tests)", SkipUnless = nameof(HasAxe))]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 375)]
    public async Task Axe_finds_nothing_in_any_state(ColorScheme scheme, int width)
    {
        await using var open = await OpenPage.StartAsync(options: Options(width, scheme), initScript: await File.ReadAllTextAsync(s_axe));
        await CleanAsync("before a question");
        await open.AskSampleAsync(Ticket);
        await open.Page.Locator(".row summary").First.ClickAsync();
        await open.Page.Locator(".draft button.word").First.FocusAsync();
        await CleanAsync("with a result");
        await open.Page.Locator("#compare-run").ClickAsync();
        await open.Page.Locator("#compared table").WaitForAsync();
        await open.Page.Locator("[data-copy=line]").ClickAsync();
        await open.Page.Locator("#policy-scorer").SelectOptionAsync("retrieval");
        await open.Page.Locator("#again-part").WaitForAsync();
        await CleanAsync("compared, copied, judged again");
        await open.AskSampleAsync("How much does the harbour tour cost?");
        await CleanAsync("with a conflict");
        await open.Page.Locator("#policy-scorer").SelectOptionAsync("sufficiency");
        await open.Page.Locator("#problem:not([hidden])").WaitForAsync();
        await CleanAsync("with a problem");
        await open.Page.Locator("#tab-evaluation").ClickAsync();
        await open.Page.Locator("#eval-samples").ClickAsync();
        await open.Page.Locator("#eval-list li").First.WaitForAsync();
        await CleanAsync("with an evaluation");

        async Task CleanAsync(string state)
        {
            var violations = await open.Page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(v => ({ id: v.id, at: v.nodes.slice(0, 3).map(n => n.target.join(' ') + ': ' + n.failureSummary) }))");
            violations.GetArrayLength().ShouldBe(0, $"{state}: {violations}");
        }
    }

    [Theory(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    [InlineData(375)]
    [InlineData(768)]
    [InlineData(1920)]
    public async Task It_fits_screens_from_a_phone_to_a_wall(int width)
    {
        await using var open = await OpenPage.StartAsync(options: Options(width, ColorScheme.Light));
        await open.AskSampleAsync(Ticket);
        (await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
        // No text lies outside its row.
        (await open.Page.EvaluateAsync<int>("""
            () => [...document.querySelectorAll('#contexts > li')].filter(li => [...li.querySelectorAll('p, .figure, .place')]
              .some(e => e.getBoundingClientRect().right > li.getBoundingClientRect().right + 1)).length
            """)).ShouldBe(0);
        await open.Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", $"page-{width}.png"), FullPage = true });
    }

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task Who_wants_no_motion_gets_none()
    {
        await using var open = await OpenPage.StartAsync(options: new() { ReducedMotion = ReducedMotion.Reduce });
        await open.AskSampleAsync(Ticket);
        (await open.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('*')].every(e => getComputedStyle(e).transitionDuration.split(',').every(d => parseFloat(d) === 0))")).ShouldBeTrue();
    }

    [Theory(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_pictures_of_the_readme_show_the_page_as_it_is(ColorScheme scheme)
    {
        await using var open = await OpenPage.StartAsync(options: new()
        {
            ViewportSize = new() { Width = 1120, Height = 1560 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce
        });
        await open.AskSampleAsync(Ticket);
        // Times differ from run to run, and are no part of the picture.
        await open.Page.EvaluateAsync("() => { document.querySelector('#usage').textContent = document.querySelector('#usage').textContent.replace(/, [0-9,]+ ms/, ''); }");
        var shot = await open.Page.ScreenshotAsync();
        var kept = Path.Combine(Repository.Root, "docs", "images", $"page-{scheme.ToString().ToLowerInvariant()}.png");
        if (Environment.GetEnvironmentVariable("RAGPRUNER_APPROVE") is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            await File.WriteAllBytesAsync(kept, shot);
        }
        // Fonts differ from machine to machine: the same things in the same places, not the same pixels.
        await open.Page.GotoAsync("about:blank");
        var difference = await open.Page.EvaluateAsync<double>("""
            async pictures => {
              const [a, b] = await Promise.all(pictures.map(async picture => {
                const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
                const canvas = new OffscreenCanvas(56, 78);
                const context = canvas.getContext('2d');
                context.imageSmoothingQuality = 'high';
                context.drawImage(image, 0, 0, 56, 78);
                return context.getImageData(0, 0, 56, 78).data;
              }));
              return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
            }
            """, new[] { Convert.ToBase64String(shot), Convert.ToBase64String(await File.ReadAllBytesAsync(kept)) });
        difference.ShouldBeLessThan(12, "the pictures are out of date: RAGPRUNER_APPROVE=1 makes them anew");
    }

    private static BrowserNewPageOptions Options(int width, ColorScheme scheme) => new()
    {
        ViewportSize = new() { Width = width, Height = 900 },
        ColorScheme = scheme,
        ReducedMotion = ReducedMotion.Reduce
    };
}

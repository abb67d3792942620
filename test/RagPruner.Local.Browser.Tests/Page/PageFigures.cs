using System.Globalization;

namespace RagPruner.Local.Browser.Tests.Page;

/// <summary>
/// What docs/measurements.md says of the page: written to artifacts/page-figures.txt, and judged by nobody, because a busy
/// machine is no fault of the page.
/// </summary>
public sealed class PageFigures
{
    private const int Loads = 9;

    public static bool HasChromium => Chromium.Path is not null;

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task The_first_paint_is_written_down()
    {
        await using var open = await OpenPage.StartAsync();
        var paints = new List<double>();
        for (var i = 0; i < Loads; i++)
        {
            await open.Page.GotoAsync("about:blank");
            await open.Page.GotoAsync($"{open.Address}/");
            await open.Page.Locator("html[data-ready]").WaitForAsync();
            paints.Add(await open.Page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"));
        }
        paints.Sort();
        paints[0].ShouldBeGreaterThan(0);
        await File.WriteAllTextAsync(Path.Combine(Repository.Root, "artifacts", "page-figures.txt"), string.Create(CultureInfo.InvariantCulture,
            $"first contentful paint, {Loads} loads: median {paints[Loads / 2]:0} ms, {paints[0]:0} to {paints[^1]:0} ms\n"));
    }
}

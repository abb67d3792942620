using Microsoft.Playwright;
using RagPruner.Local.Browser.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace RagPruner.Local.Browser.Tests;

/// <summary>The machine's browser: one process for all tests, which keep apart by contexts of their own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> s_browser = new(LaunchAsync);

    /// <summary>Where it lies; null if there is none.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>A page in a context of its own; whoever asks closes the context.</summary>
    public static async Task<IPage> NewPageAsync(BrowserNewPageOptions? options = null) => await (await s_browser.Value).Browser.NewPageAsync(options);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!s_browser.IsValueCreated)
            return;
        var (playwright, browser) = await s_browser.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    // Without the driver's own browsers: Playwright speaks to the one that is installed.
    private static async Task<(IPlaywright, IBrowser)> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }
}

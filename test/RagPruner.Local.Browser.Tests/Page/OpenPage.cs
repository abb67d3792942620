using Microsoft.Playwright;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Browser.Tests.Page;

/// <summary>The page of a running <c>up</c> in a real browser, with what it logged and asked for.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private Up? _own;

    /// <summary>The browser's page.</summary>
    public IPage Page { get; private set; } = null!;

    /// <summary>Where it lies, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What the browser complained of.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>What the page asked for, as <c>METHOD /path</c>, whole where it is somebody else's.</summary>
    public List<string> Requests { get; } = [];

    public ILocator Rows => Page.Locator("#contexts > li");

    /// <summary>The places of the rows from top to bottom: retrieved and now.</summary>
    public async Task<string[]> PlacesAsync() => await Page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('#contexts > li')].map(li => li.dataset.rank + ' ' + li.classList[1])");

    public static async Task<OpenPage> StartAsync(string[]? up = null, BrowserNewPageOptions? options = null, string? initScript = null)
    {
        var open = new OpenPage();
        if (up is not null)
            await (open._own = new Up()).StartAsync(["up", "--port", "0", .. up]);
        open.Address = (open._own ?? await SharedUp.GetAsync()).Address;
        open.Page = await Chromium.NewPageAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        if (initScript is not null)
            await open.Page.AddInitScriptAsync(initScript);
        open.Page.PageError += (_, error) => open.Problems.Add(error);
        open.Page.Console += (_, message) => open.Problems.Add($"{message.Text} {message.Location}");
        open.Page.Request += (_, request) => open.Requests.Add(
            $"{request.Method} {(request.Url.StartsWith(open.Address, StringComparison.Ordinal) ? request.Url[open.Address.Length..] : request.Url)}");
        await open.Page.GotoAsync($"{open.Address}/");
        await open.Page.Locator("html[data-ready]").WaitForAsync();
        return open;
    }

    /// <summary>Asks by clicking a sample, and waits for the answer.</summary>
    public async Task AskSampleAsync(string beginning)
    {
        // They are folded away once something was asked.
        if (!await Page.Locator("#samples").IsVisibleAsync())
            await Page.Locator("#samples-part > summary").ClickAsync();
        await Page.Locator("#samples button", new() { HasTextString = beginning }).ClickAsync();
        await AnsweredAsync();
    }

    public async Task AskAsync(string question, string? documents = null)
    {
        if (documents is not null)
        {
            await Page.Locator("#own > summary").ClickAsync();
            await Page.Locator("#documents").FillAsync(documents);
        }
        await Page.Locator("#question").FillAsync(question);
        await Page.Keyboard.PressAsync("Enter");
        await AnsweredAsync();
    }

    /// <summary>Waits until nothing is under way.</summary>
    public async Task AnsweredAsync()
    {
        await Page.Locator("#results[aria-busy=false]").WaitForAsync();
        await Page.Locator("#usage:not(:empty)").WaitForAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Page is not null)
            await Page.Context.CloseAsync();
        if (_own is not null)
            await _own.DisposeAsync();
    }
}

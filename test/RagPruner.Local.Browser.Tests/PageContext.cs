using Microsoft.Playwright;

namespace RagPruner.Local.Browser.Tests;

/// <summary>A page, closed with its context.</summary>
internal sealed class PageContext(IPage page) : IAsyncDisposable
{
    public IPage Page => page;

    public async ValueTask DisposeAsync() => await page.Context.CloseAsync();
}

using RagPruner.Local.Browser.Tests.Page;
using RagPruner.Local.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedUp))]

namespace RagPruner.Local.Browser.Tests.Page;

/// <summary>The one <c>up</c> of all tests that want nothing of their own: it keeps nothing between requests.</summary>
public sealed class SharedUp : IAsyncLifetime
{
    private static readonly Lazy<Task<Up>> s_up = new(StartAsync);

    internal static Task<Up> GetAsync() => s_up.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (s_up.IsValueCreated)
            await (await s_up.Value).DisposeAsync();
    }

    private static async Task<Up> StartAsync()
    {
        var up = new Up();
        await up.StartAsync("up", "--port", "0");
        return up;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using RagPruner.Errors;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.Tests.Support;
using RagPruner.Neural.Downloads;

namespace RagPruner.Neural.Tests.Downloads;

public sealed class DownloadTests : IAsyncLifetime
{
    private static readonly byte[] s_file = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 % 251))];

    private readonly Folder _folder = new();
    private readonly List<string> _asked = [];
    private LocalHost _server = null!;
    private Func<HttpContext, int, Task> _reply = (context, _) => WholeAsync(context);

    private string Target => Path.Combine(_folder.Path, "models", "m.gguf");

    private static string Digest => Convert.ToHexStringLower(SHA256.HashData(s_file));

    public async ValueTask InitializeAsync() => _server = await LocalHost.StartAsync(System.Net.IPAddress.Loopback, 0, 1000, context =>
    {
        lock (_asked)
            _asked.Add(context.Request.Headers.Range.ToString());
        return _reply(context, _asked.Count);
    }, default);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_verified_and_told_of()
    {
        var told = new List<(long, long?)>();
        await FetchAsync(progress: new Telling(told));
        File.ReadAllBytes(Target).ShouldBe(s_file);
        File.Exists($"{Target}.part").ShouldBeFalse();
        told[^1].ShouldBe((s_file.Length, s_file.Length));
    }

    [Fact]
    public async Task What_breaks_off_is_gone_on_with()
    {
        _reply = (context, n) => n < 4 ? BrokenAsync(context, 70_000) : RangeAsync(context);
        await FetchAsync();
        File.ReadAllBytes(Target).ShouldBe(s_file);
        // Each goes on behind what came; nothing is asked for twice.
        _asked.Skip(1).ShouldAllBe(r => r.StartsWith("bytes=", StringComparison.Ordinal));
        _asked.Skip(1).Select(r => long.Parse(r["bytes=".Length..^1], CultureInfo.InvariantCulture)).ShouldBe([70_000, 140_000, 210_000]);
    }

    [Fact]
    public async Task A_connection_that_stalls_is_gone_on_with()
    {
        _reply = async (context, n) =>
        {
            if (n > 1)
            {
                await RangeAsync(context);
                return;
            }
            await BrokenAsync(context, 1000);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        };
        await FetchAsync(stall: TimeSpan.FromMilliseconds(200));
        File.ReadAllBytes(Target).ShouldBe(s_file);
        _asked.ShouldBe(["", "bytes=1000-"]);
    }

    [Fact]
    public async Task What_an_earlier_run_fetched_is_gone_on_with()
    {
        _folder.Write("models/m.gguf.part", s_file[..123_456]);
        _reply = (context, _) => RangeAsync(context);
        await FetchAsync();
        File.ReadAllBytes(Target).ShouldBe(s_file);
        _asked.ShouldBe(["bytes=123456-"]);
    }

    [Fact]
    public async Task A_server_that_cannot_go_on_begins_anew()
    {
        _folder.Write("models/m.gguf.part", s_file[..1000]);
        await FetchAsync();
        File.ReadAllBytes(Target).ShouldBe(s_file);
    }

    [Fact]
    public async Task A_part_of_another_file_is_thrown_away_and_all_is_fetched()
    {
        _folder.Write("models/m.gguf.part", new byte[123]);
        _reply = (context, _) => RangeAsync(context);
        await FetchAsync();
        File.ReadAllBytes(Target).ShouldBe(s_file);
    }

    [Fact]
    public async Task A_part_that_is_longer_than_the_file_is_thrown_away()
    {
        _folder.Write("models/m.gguf.part", new byte[s_file.Length + 5]);
        _reply = (context, _) => RangeAsync(context);
        await FetchAsync();
        File.ReadAllBytes(Target).ShouldBe(s_file);
    }

    [Fact]
    public async Task Another_digest_is_an_error_and_nothing_is_kept()
    {
        var error = await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => FetchAsync(sha256: new string('0', 64)));
        error.Message.ShouldContain(Digest);
        File.Exists(Target).ShouldBeFalse();
        File.Exists($"{Target}.part").ShouldBeFalse();
    }

    [Fact]
    public async Task A_body_without_a_length_that_ends_early_is_another_digest()
    {
        _reply = (context, _) => context.Response.Body.WriteAsync(s_file.AsMemory(0, 5000)).AsTask();
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => FetchAsync());
        File.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_gives_nothing_is_given_up_and_what_came_is_kept()
    {
        _reply = (context, n) => BrokenAsync(context, n == 1 ? 1000 : 0);
        await Should.ThrowAsync<PrunerUpstreamFailed>(() => FetchAsync());
        new FileInfo($"{Target}.part").Length.ShouldBe(1000);
        _asked.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(404, typeof(PrunerInvalidInput))]
    [InlineData(401, typeof(PrunerForbidden))]
    [InlineData(429, typeof(PrunerThrottled))]
    [InlineData(500, typeof(PrunerUpstreamFailed))]
    public async Task What_the_server_refuses_is_told_apart(int status, Type kind)
    {
        _reply = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        (await Should.ThrowAsync<PrunerException>(() => FetchAsync())).ShouldBeOfType(kind);
        _asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_cancelled_keeps_what_came()
    {
        using var source = new CancellationTokenSource();
        _reply = async (context, _) =>
        {
            context.Response.ContentLength = s_file.Length;
            await context.Response.Body.WriteAsync(s_file.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        };
        await Should.ThrowAsync<OperationCanceledException>(() => FetchAsync(progress: new Cancelling(source), cancellationToken: source.Token));
        new FileInfo($"{Target}.part").Length.ShouldBe(1000);
    }

    private async Task FetchAsync(string? sha256 = null, IProgress<(long, long?)>? progress = null, TimeSpan? stall = null, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient();
        await new Download(http, TimeProvider.System, stall ?? TimeSpan.FromMinutes(1), progress).FetchAsync(new Uri(_server.Address, "/m.gguf"), Target, sha256 ?? Digest, cancellationToken);
    }

    private static Task WholeAsync(HttpContext context)
    {
        context.Response.ContentLength = s_file.Length;
        return context.Response.Body.WriteAsync(s_file).AsTask();
    }

    private static (int From, bool IsPast) Begin(HttpContext context)
    {
        var range = context.Request.Headers.Range.ToString();
        var from = range.Length == 0 ? 0 : int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        context.Response.StatusCode = from >= s_file.Length ? 416 : from > 0 ? 206 : 200;
        if (context.Response.StatusCode == 206)
            context.Response.Headers.ContentRange = $"bytes {from}-{s_file.Length - 1}/{s_file.Length}";
        return (from, from >= s_file.Length);
    }

    private static async Task RangeAsync(HttpContext context)
    {
        if (Begin(context) is { IsPast: false, From: var from })
            await context.Response.Body.WriteAsync(s_file.AsMemory(from));
    }

    // It says how long it will be, and breaks off.
    private static async Task BrokenAsync(HttpContext context, int bytes)
    {
        var (from, _) = Begin(context);
        context.Response.ContentLength = s_file.Length - from;
        await context.Response.Body.WriteAsync(s_file.AsMemory(from, bytes));
        await context.Response.Body.FlushAsync();
    }

    private sealed class Telling(List<(long, long?)> told) : IProgress<(long, long?)>
    {
        public void Report((long, long?) value) => told.Add(value);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<(long, long?)>
    {
        public void Report((long, long?) value) => source.Cancel();
    }
}

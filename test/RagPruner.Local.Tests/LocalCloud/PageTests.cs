using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Local.LocalCloud.Page;
using RagPruner.Local.Tests.Support;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>How the page is served, and to whom. What it does is tested in a browser.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private readonly Up _up = new();
    private readonly HttpClient _http = new();

    public async ValueTask InitializeAsync() => await _up.StartAsync("up", "--port", "0");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _up.DisposeAsync();
    }

    [Fact]
    public async Task It_lies_at_the_root_with_a_policy_that_lets_it_load_nothing_from_elsewhere()
    {
        using var reply = await _http.GetAsync($"{_up.Address}/");
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var policy = string.Join("", reply.Headers.GetValues("Content-Security-Policy"));
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'");
        policy.ShouldNotContain("unsafe");
        var html = await reply.Content.ReadAsStringAsync();
        html.ShouldNotContain("http");
        html.ShouldNotContain(" style=");
    }

    [Fact]
    public async Task Its_scripts_are_small_and_each_is_asked_for_by_another()
    {
        var files = new PageFiles([], []);
        var scripts = files.Names.Where(n => n.EndsWith(".js", StringComparison.Ordinal)).ToArray();
        scripts.Sum(files.LengthOf).ShouldBeLessThan(100_000);
        var all = new StringBuilder(await _http.GetStringAsync($"{_up.Address}/"));
        foreach (var script in scripts)
            all.Append(await _http.GetStringAsync($"{_up.Address}/page/{script}"));
        foreach (var script in scripts)
            all.ToString().ShouldContain($"/{script}\"");
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again()
    {
        using var first = await _http.GetAsync($"{_up.Address}/page/app.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"{_up.Address}/page/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var reply = await _http.SendAsync(again);
        reply.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("GET", "/page/other.js", 404)]
    [InlineData("GET", "/page/..%2Fsecrets", 404)]
    [InlineData("POST", "/", 405)]
    [InlineData("POST", "/page/app.js", 405)]
    [InlineData("HEAD", "/", 200)]
    public async Task Nothing_else_is_there(string method, string path, int status)
    {
        using var reply = await _http.SendAsync(new HttpRequestMessage(new HttpMethod(method), _up.Address + path));
        ((int)reply.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Pages_of_other_origins_reach_no_operation(string header, string value)
    {
        foreach (var path in new[] { "/v1/prune", "/model/x/invoke", "/knowledgebases/LOCALKB001/retrieve", "/2015-03-31/functions/Answer/invocations", "/openai/v1/chat/completions" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _up.Address + path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add(header, value);
            using var reply = await _http.SendAsync(request);
            reply.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    [Fact]
    public async Task A_name_that_leads_here_by_somebody_elses_dns_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_up.Address}/");
        request.Headers.Host = "rebound.example";
        using var reply = await _http.SendAsync(request);
        reply.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Clients that are no browser may call this machine what they like.
        using var client = new HttpRequestMessage(HttpMethod.Post, $"{_up.Address}/v1/prune") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        client.Headers.Host = "host.docker.internal:9000";
        using var served = await _http.SendAsync(client);
        served.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(false, 404, "the page takes --page")]
    [InlineData(true, 200, "the page too")]
    public async Task Beyond_this_machine_it_takes_a_word_and_there_is_a_warning(bool isAsked, int status, string warning)
    {
        await using var up = new Up();
        await up.StartAsync(["up", "--port", "0", "--bind", "0.0.0.0", .. isAsked ? ["--page"] : Array.Empty<string>()]);
        using var reply = await _http.GetAsync($"{up.Address}/");
        ((int)reply.StatusCode).ShouldBe(status);
        up.Error.ShouldContain("Listening on 0.0.0.0: whoever reaches it can use everything here");
        up.Error.ShouldContain(warning);
    }

    [Fact]
    public async Task Its_address_is_the_first_that_up_prints()
    {
        await using var up = new Up();
        (await up.PrintAsync("up", "--port", "0")).ShouldStartWith("Page on http://127.0.0.1:");
    }

    [Fact]
    public async Task A_connection_that_stays_silent_does_not_keep_it_from_stopping()
    {
        await using var up = new Up();
        await up.StartAsync("up", "--port", "0");
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, new Uri(up.Address).Port);
        // Kestrel waits half a minute for what is under way.
        await up.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task With_a_corpus_of_ones_own_only_samples_with_documents_are_offered()
    {
        using var folder = new Folder();
        folder.Write("page.md", "# A page\n\nThe ferry leaves at nine.");
        await using var up = new Up();
        await up.StartAsync("up", "--port", "0", "--corpus", folder.Path);
        var own = JsonNode.Parse(await _http.GetStringAsync($"{up.Address}/page/options.json"))!;
        own["samples"]!.AsArray().ShouldAllBe(s => s!["documents"] != null);
        ((bool)own["hasSamples"]!).ShouldBeFalse();
        var samples = JsonNode.Parse(await _http.GetStringAsync($"{_up.Address}/page/options.json"))!;
        var known = await _http.GetStringAsync($"{_up.Address}/page/questions.jsonl");
        foreach (var sample in samples["samples"]!.AsArray().Where(s => s!["documents"] is null))
            known.ShouldContain((string)sample!["question"]!);
    }

    [Fact]
    public void Every_reason_has_words()
    {
        var reasons = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)
            .Concat(Catalog.Default.Scorers.Select(s => s.MissingReason))
            .Concat(new[] { ErrorKind.Throttled, ErrorKind.ModelNotReady, ErrorKind.Overloaded, ErrorKind.UpstreamFailed, ErrorKind.UpstreamBadResponse, ErrorKind.DeadlineExceeded }.Select(Reasons.DraftFailed));
        foreach (var reason in reasons.Distinct())
        {
            var judged = new JudgedContext(new Context { Id = "a", Text = "t", Rank = 1 }, null, null, Disposition.Unscored, reason, reason == Reasons.Duplicate ? "b" : null);
            ReasonWords.Of(judged, new Judgement([judged], [], [])).ShouldNotBe(reason.Replace('_', ' '), reason);
        }
    }
}

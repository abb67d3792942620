using System.Net;
using System.Text.Json.Nodes;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Lambda.Batch;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class ResumedJobTests
{
    private const string Items = """[{"id": "a", "question": "When?"}, {"id": "b", "question": "Where?"}, {"id": "c"}]""";

    private readonly FakeS3 _s3 = new();
    private readonly List<string> _asked = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_started_again_is_not_paid_for_again(bool isBrief)
    {
        var payload = Payload("nightly", isBrief: isBrief);
        var first = await Host().TextAsync("Batch", payload);
        _asked.ShouldBe(["When?", "Where?"]);
        (await Host().TextAsync("Batch", payload)).ShouldBe(first);
        _asked.Count.ShouldBe(2);
        JsonNode.Parse(first)![2]!["error"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Only_what_failed_is_done_again()
    {
        var isDown = true;
        var host = Host(question => isDown && question == "Where?" ? new PrunerUpstreamFailed("down") : null);
        Errors(await host.TextAsync("Batch", Payload("nightly"))).ShouldBe([null, "PrunerUpstreamFailed", "PrunerInvalidInput"]);
        isDown = false;
        Errors(await host.TextAsync("Batch", Payload("nightly"))).ShouldBe([null, null, "PrunerInvalidInput"]);
        _asked.Count(q => q == "When?").ShouldBe(1);
    }

    [Fact]
    public async Task What_is_left_may_fail_a_batch_and_loses_nothing()
    {
        var host = Host(question => question == "Where?" ? new PrunerModelNotReady("cold") : null);
        Errors(await host.TextAsync("Batch", Payload("nightly"))).ShouldBe([null, "PrunerModelNotReady", "PrunerInvalidInput"]);
        await Should.ThrowAsync<PrunerModelNotReady>(() => host.TextAsync("Batch", Payload("nightly")));
        Errors(await host.TextAsync("Batch", Payload("nightly", isLast: true))).ShouldBe([null, "PrunerModelNotReady", "PrunerInvalidInput"]);
        _asked.Count(q => q == "When?").ShouldBe(1);
    }

    [Fact]
    public async Task Another_job_begins_anew()
    {
        await Host().TextAsync("Batch", Payload("monday"));
        await Host().TextAsync("Batch", Payload("tuesday"));
        _asked.ShouldBe(["When?", "Where?", "When?", "Where?"]);
        _s3.Objects.Keys.Select(k => k.Split('/')[3]).ShouldBe(["monday", "tuesday"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_batch_of_no_job_keeps_nothing()
    {
        await Host().TextAsync("Batch", $$"""{"BatchInput": {"brief": true}, "Items": {{Items}}}""");
        _s3.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_bucket_a_job_is_only_a_name() =>
        Errors(await new TestHost().TextAsync("Batch", Payload("nightly"))).ShouldBe([null, null, "PrunerInvalidInput"]);

    [Fact]
    public async Task What_cannot_be_looked_up_is_not_paid_for_again()
    {
        _s3.Fault = (HttpMethod.Get, HttpStatusCode.Forbidden, "AccessDenied");
        var host = Host();
        (await Should.ThrowAsync<PrunerMisconfigured>(() => host.TextAsync("Batch", Payload("nightly")))).Message.ShouldContain("GetObject");
        Errors(await host.TextAsync("Batch", Payload("nightly", isLast: true))).ShouldAllBe(e => e == "PrunerMisconfigured");
        _asked.ShouldBeEmpty();
        // The failed attempt's own, and one for each item of the last.
        host.Records.Count(r => r.Contains("GetObject", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_handed_back()
    {
        _s3.Fault = (HttpMethod.Put, HttpStatusCode.Forbidden, "AccessDenied");
        var host = Host();
        Errors(await host.TextAsync("Batch", Payload("nightly"))).ShouldBe([null, null, "PrunerInvalidInput"]);
        host.Records.ShouldContain(r => r.Contains("PutObject", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_somebody_else_wrote_there_is_a_bad_reply()
    {
        await Host().TextAsync("Batch", Payload("nightly"));
        foreach (var key in _s3.Objects.Keys)
            _s3.Objects[key] = "no JSON"u8.ToArray();
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => Host().TextAsync("Batch", Payload("nightly")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task A_job_has_a_name_of_up_to_80_characters(string job) =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => Host().TextAsync("Batch", Payload(job)))).Message.ShouldBe("BatchInput.job must have 1 to 80 characters.");

    [Fact]
    public void A_batch_is_found_by_everything_that_decides_its_results()
    {
        var one = TestHost.Parse("""[{"id": 1}, {"id": 2}]""").EnumerateArray().ToArray();
        var options = new BatchOptions();
        var keys = new[]
        {
            FinishedItems.KeyOf("job", options, one, null),
            FinishedItems.KeyOf("job 2/x", options, one, null),
            FinishedItems.KeyOf("job", options, one[..1], null),
            FinishedItems.KeyOf("job", options, [one[1], one[0]], null),
            FinishedItems.KeyOf("job", options, one, new TenantClause("tenant", "t1")),
            FinishedItems.KeyOf("job", options, one, new TenantClause("tenant", "t2")),
            FinishedItems.KeyOf("job", options with { Brief = true }, one, null),
            FinishedItems.KeyOf("job", options with { Defaults = TestHost.Parse("""{"contexts": 4}""") }, one, null),
        };
        keys.Distinct().Count().ShouldBe(keys.Length);
        keys.ShouldAllBe(k => k.StartsWith("finished/", StringComparison.Ordinal) && k.Split('/', StringSplitOptions.None).Length == 3);
        FinishedItems.KeyOf("job", options with { LastAttempt = true }, one, null).ShouldBe(keys[0]);
    }

    private TestHost Host(Func<string, Exception?>? fails = null) => new()
    {
        FinishedItems = _s3.FinishedItems(),
        Retriever = new FakeRetriever(Make.Context(1), Make.Context(2))
        {
            Before = (request, _) =>
            {
                _asked.Add(request.Question);
                return fails?.Invoke(request.Question) is { } failure ? throw failure : Task.CompletedTask;
            },
        },
    };

    private static string Payload(string job, bool isBrief = true, bool isLast = false) =>
        $$"""{"BatchInput": {"brief": {{(isBrief ? "true" : "false")}}, "lastAttempt": {{(isLast ? "true" : "false")}}, "job": "{{job}}"}, "Items": {{Items}}}""";

    private static IEnumerable<string?> Errors(string results) => JsonNode.Parse(results)!.AsArray().Select(r => (string?)r!["error"]?["error"]);
}

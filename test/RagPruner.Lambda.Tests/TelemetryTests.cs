using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Answering;
using RagPruner.Errors;
using RagPruner.Lambda.Tests.Support;
using RagPruner.Models;

namespace RagPruner.Lambda.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_request_leaves_one_line_that_is_log_record_and_metrics()
    {
        var host = new TestHost { Time = new VirtualTime() };
        await host.InvokeAsync("Answer", Gateway.Question);
        Approved.Matches("record", JsonNode.Parse(host.Records.Single())!.ToJsonString(new JsonSerializerOptions { WriteIndented = true, TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() }));
    }

    [Fact]
    public async Task Every_metric_that_is_declared_is_a_number_and_what_was_not_measured_is_absent()
    {
        var host = new TestHost();
        await host.InvokeAsync("Answer", """{"question": "When?", "scorer": "retrieval"}""");
        var record = TestHost.Parse(host.Records.Single());
        var metrics = record.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Metrics").EnumerateArray().Select(m => m.GetProperty("Name").GetString()!).ToArray();
        metrics.ShouldAllBe(m => record.GetProperty(m).ValueKind == JsonValueKind.Number);
        metrics.ShouldNotContain("PromptQuality");
        host.Records.Single().ShouldNotContain("\n");
    }

    [Fact]
    public async Task Prompt_quality_is_the_mean_of_the_first_five_tokens_of_each_draft()
    {
        var host = new TestHost { Retriever = new FakeRetriever(Make.Context(1), Make.Context(2)), Drafter = new FakeDrafter(r => Make.Evidence() with { Tokens = [.. Enumerable.Range(1, 8).Select(i => new CompletionToken("x", -i * r.Context.Rank))] }) };
        await host.InvokeAsync("Answer", """{"question": "When?", "scorer": "mean-logprob"}""");
        // (1 + 2 + 3 + 4 + 5) / 5, and twice that.
        TestHost.Parse(host.Records.Single()).GetProperty("PromptQuality").GetDouble().ShouldBe(-4.5);
    }

    [Theory]
    [InlineData("mean-logprob", "10 euros", 1)]
    [InlineData("mean-logprob", "20 euros", 0)]
    [InlineData("retrieval", "10 euros", null)]
    public async Task Evidence_conflicts_are_counted_where_drafts_were_compared(string scorer, string second, int? count)
    {
        var host = new TestHost
        {
            Retriever = new FakeRetriever(Make.Context(1, "It costs 20 euros."), Make.Context(2, $"The price is {second} now.")),
            Drafter = new FakeDrafter(r => Make.Evidence(draft: r.Context.Rank == 1 ? "20 euros" : second)),
        };
        await host.InvokeAsync("Answer", $$"""{"question": "How much is it?", "scorer": "{{scorer}}"}""");
        var record = TestHost.Parse(host.Records.Single());
        (record.TryGetProperty("EvidenceConflicts", out var conflicts) ? conflicts.GetInt32() : (int?)null).ShouldBe(count);
    }

    [Fact]
    public async Task Foreign_tenants_are_counted_for_the_alarm()
    {
        var host = new TestHost { Retriever = new FakeRetriever(Make.Context(1)) { ForeignTenantCount = 3, FilterMismatchCount = 2 } };
        await host.InvokeAsync("Answer", Gateway.Question);
        TestHost.Parse(host.Records.Single()).ShouldSatisfyAllConditions(
            r => r.GetProperty("ForeignTenantContexts").GetInt32().ShouldBe(3), r => r.GetProperty("FilterMismatches").GetInt32().ShouldBe(2));
    }

    [Fact]
    public async Task Nobodys_text_is_in_records_spans_or_exceptions()
    {
        string[] secrets = ["secret-question", "secret-context", "secret-draft", "secret-answer", "secret-claim", "secret-filter"];
        // The listener hears the spans of every test that runs meanwhile.
        var spoken = new ConcurrentQueue<string>();
        using var spans = new ActivityListener { ShouldListenTo = s => s.Name == "RagPruner", Sample = (ref _) => ActivitySamplingResult.AllData, ActivityStopped = a => spoken.Enqueue($"{a.DisplayName} {string.Join(' ', a.TagObjects)} {a.StatusDescription}") };
        ActivitySource.AddActivityListener(spans);
        const string Request = """{"question": "secret-question", "filter": {"equals": {"key": "k", "value": "secret-filter"}}}""";
        foreach (var kind in new ErrorKind?[] { null, ErrorKind.Bug, ErrorKind.Misconfigured })
        {
            var host = new TestHost
            {
                Retriever = new FakeRetriever(Make.Context(1, "secret-context")),
                Drafter = new FakeDrafter(_ => Make.Evidence(draft: "secret-draft")),
                Generator = new FakeGenerator((_, _) => kind is null ? Task.FromResult(new GeneratedText("secret-answer [9]")) : throw new InvalidOperationException("secret-answer")),
            }.With("RAGPRUNER_TENANT_MODE", "claim").With("RAGPRUNER_TENANT_CLAIM", "secret-claim-name");
            await host.InvokeAsync("Api", Gateway.Event("rest", Request, e => e["requestContext"]!["authorizer"]!["claims"]!["secret-claim-name"] = "secret-claim"));
            await host.InvokeAsync("Api", Gateway.Event("rest", Request.Replace("question\"", "secret-question\"", StringComparison.Ordinal)));
            await Should.ThrowAsync<PrunerException>(async () => spoken.Enqueue(await host.TextAsync("Retrieve", """{"request": {"secret-question": 1}}""")));
            foreach (var record in host.Records)
                spoken.Enqueue(record);
        }
        spoken.ShouldNotBeEmpty();
        foreach (var secret in secrets)
            spoken.ShouldAllBe(s => !s.Contains(secret));
    }

    [Fact]
    public async Task Calls_are_measured_under_the_names_of_the_conventions()
    {
        var model = $"model-{Guid.NewGuid():n}";
        var measured = new List<string>();
        using var meters = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == "RagPruner") l.EnableMeasurementEvents(i); } };
        void Record<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            if (tags.ToArray().Any(t => model.Equals(t.Value)))
            {
                lock (measured)
                    measured.Add($"{instrument.Name} {(instrument.Unit == "s" ? "" : value)} {string.Join(' ', tags.ToArray().Where(t => !model.Equals(t.Value)).Select(t => $"{t.Key}={t.Value}"))}");
            }
        }
        meters.SetMeasurementEventCallback<double>(Record);
        meters.SetMeasurementEventCallback<long>(Record);
        meters.Start();
        await new TestHost().With("RAGPRUNER_FINAL_MODEL", model).InvokeAsync("Answer", Gateway.Question);
        measured.ShouldBe(
            [
                "gen_ai.client.operation.duration  gen_ai.operation.name=chat gen_ai.provider.name=aws.bedrock",
                "gen_ai.client.token.usage 10 gen_ai.operation.name=chat gen_ai.provider.name=aws.bedrock gen_ai.token.type=output",
                "gen_ai.client.token.usage 200 gen_ai.operation.name=chat gen_ai.provider.name=aws.bedrock gen_ai.token.type=input",
            ], ignoreOrder: true);
    }
}

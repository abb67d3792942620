using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.TestUtilities;
using RagPruner.Answering;
using RagPruner.Errors;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class StreamingTests
{
    [Fact]
    public async Task A_stream_has_verdicts_then_text_then_the_answer_that_a_whole_reply_has()
    {
        var host = new TestHost { Generator = new FakeGenerator { Pieces = ["An ", "answer. ", "[1]"] } };
        var streamed = await StreamAsync(host, Event());
        (streamed.Status, streamed.ContentType).ShouldBe((200, "text/event-stream"));
        var events = Events(streamed.Body);
        events.Select(e => e.Type).ShouldBe(["contexts", "delta", "delta", "answer"]);
        events[0].Data.GetProperty("contexts").EnumerateArray().Count(c => c.TryGetProperty("text", out _)).ShouldBe(3);
        events[1..3].Select(e => e.Data.GetProperty("text").GetString()).ShouldBe(["An", " answer. [1]"]);
        var (_, _, whole) = await Gateway.CallAsync(new TestHost(), Event(accept: null));
        events[3].Data.GetProperty("answer").GetRawText().ShouldBe(whole.GetProperty("answer").GetRawText());
        events[3].Data.GetProperty("contexts").GetRawText().ShouldBe(whole.GetProperty("contexts").GetRawText());
        host.Records.Single().ShouldContain("\"status\":\"complete\"");
    }

    [Fact]
    public async Task What_was_retrieved_and_each_draft_are_told_where_progress_is_asked_for()
    {
        var events = Events((await StreamAsync(new TestHost(), Event("""{"question": "When?", "include": ["progress", "texts", "tokens"]}"""))).Body);
        events.Select(e => e.Type).Take(8).ShouldBe(["retrieved", .. Enumerable.Repeat("draft", 6), "contexts"]);
        events[0].Data.GetProperty("contexts").EnumerateArray().ShouldAllBe(c => c.GetProperty("text").GetString() != "");
        events[1..7].Select(e => e.Data.GetProperty("id").GetString()).ShouldBeUnique();
        events[1..7].Select(e => e.Data.GetProperty("done").GetInt32()).Order().ShouldBe([1, 2, 3, 4, 5, 6]);
        events[1..7].ShouldAllBe(e => e.Data.GetProperty("evidence").GetProperty("draft").GetString() != null);
    }

    [Fact]
    public async Task Verdicts_are_listed_even_where_the_answer_lists_none()
    {
        var events = Events((await StreamAsync(new TestHost(), Event("""{"question": "When?", "include": []}"""))).Body);
        events[0].Data.GetProperty("contexts").GetArrayLength().ShouldBe(6);
        events[^1].Data.TryGetProperty("contexts", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task What_fails_before_the_first_event_has_its_own_status_and_body()
    {
        var streamed = await StreamAsync(new TestHost(), Event("{}"));
        (streamed.Status, streamed.ContentType).ShouldBe((400, "application/json"));
        Schemas.Check("error", streamed.Body);
    }

    [Fact]
    public async Task What_fails_after_it_is_an_event_and_stands_in_the_log()
    {
        var host = new TestHost { Generator = new FakeGenerator((_, _) => throw new PrunerMisconfigured("No such model.")) };
        var events = Events((await StreamAsync(host, Event())).Body);
        events.Select(e => e.Type).ShouldBe(["contexts", "error"]);
        (events[1].Data.GetProperty("error").GetString(), events[1].Data.GetProperty("usage").GetProperty("calls").GetInt32()).ShouldBe(("PrunerMisconfigured", 8));
        host.Records.Single().ShouldContain("\"error\":\"PrunerMisconfigured\"");
    }

    [Fact]
    public async Task An_http_api_gets_all_events_in_one_reply()
    {
        var response = await new TestHost().InvokeAsync("Api", Event(version: "http"));
        response.GetProperty("headers").GetProperty("Content-Type").GetString().ShouldBe("text/event-stream");
        Events(response.GetProperty("body").GetString()!).Select(e => e.Type).ShouldBe(["contexts", "delta", "answer"]);
    }

    [Theory]
    [InlineData("text/event-stream", true)]
    [InlineData("TEXT/Event-Stream", true)]
    [InlineData("text/event-stream, application/json", true)]
    [InlineData("text/event-stream, */*", true)]
    [InlineData("application/json;q=0.5, text/event-stream;q=0.9", true)]
    [InlineData("application/json, text/event-stream", false)]
    [InlineData("text/event-stream;q=0", false)]
    [InlineData("text/event-stream;q=0.1, application/json", false)]
    [InlineData("*/*", false)]
    [InlineData("text/*", false)]
    [InlineData("nonsense,,;", false)]
    [InlineData(null, false)]
    public void Events_come_only_where_the_caller_prefers_them(string? accept, bool events) =>
        ApiRequest.Read(Encoding.UTF8.GetBytes(Event(accept: accept))).WantsEvents.ShouldBe(events);

    [Fact]
    public async Task A_rest_api_that_streams_gets_whole_replies_by_the_stream_too()
    {
        var streamed = await StreamAsync(new TestHost(), Event(accept: null));
        (streamed.Status, streamed.ContentType).ShouldBe((200, "application/json"));
        Schemas.Check("response", streamed.Body);
    }

    [Fact]
    public async Task Routes_without_events_are_answered_as_a_whole()
    {
        var payload = Event(change: e => Gateway.Path(e, "/v1/prune"));
        var (opened, output) = await InvokeAsync(new TestHost(), payload);
        opened.ShouldBeNull();
        output.ShouldContain("\"statusCode\":200");
    }

    [Fact]
    public async Task A_streamed_answer_may_take_longer_than_the_gateway_waits_for_a_whole_one()
    {
        var time = new VirtualTime();
        var generator = new FakeGenerator((_, ct) =>
        {
            time.Advance(TimeSpan.FromSeconds(40));
            ct.ThrowIfCancellationRequested();
            return Task.FromResult(new GeneratedText("Late. [1]"));
        });
        var host = new TestHost { Time = time, Generator = generator }.With("RAGPRUNER_DEADLINE_MS", "60000");
        (await host.InvokeAsync("Api", Event(accept: null), remainingSeconds: 60)).GetProperty("statusCode").GetInt32().ShouldBe(504);
        Events((await StreamAsync(host, Event(), remainingSeconds: 60)).Body)[^1].Data.GetProperty("answer").GetProperty("text").GetString().ShouldBe("Late. [1]");
    }

    [Fact]
    public async Task A_runtime_that_cannot_stream_says_which_setting_asked_for_it()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["RAGPRUNER_RESPONSE_STREAMING"] = "enabled",
            ["RAGPRUNER_DRAFT_MODEL"] = "local-draft",
            ["RAGPRUNER_FINAL_MODEL"] = "final-model",
            ["AWS_REGION"] = "us-east-1",
        };
        var function = new OwnApi(new FunctionExtensions { Environment = environment });
        var context = new TestLambdaContext { AwsRequestId = "r", RemainingTime = TimeSpan.FromSeconds(28) };
        (await Should.ThrowAsync<PrunerMisconfigured>(() => function.HandleAsync(new MemoryStream(Encoding.UTF8.GetBytes(Event("{}"))), context)))
            .Message.ShouldStartWith("RAGPRUNER_RESPONSE_STREAMING is enabled");
    }

    private sealed class OwnApi(FunctionExtensions extensions) : ApiFunction(extensions);

    private static string Event(string? body = Gateway.Question, string version = "rest", string? accept = "text/event-stream", Action<JsonObject>? change = null) =>
        Gateway.Event(version, body, e =>
        {
            e.Remove("multiValueHeaders");
            e["headers"]!.AsObject().Remove("Accept");
            e["headers"]!.AsObject().Remove("accept");
            if (accept is not null)
                e["headers"]!["ACCEPT"] = accept;
            change?.Invoke(e);
        });

    private static async Task<(int Status, string ContentType, string Body)> StreamAsync(TestHost host, string payload, double remainingSeconds = 28)
    {
        var (opened, output) = await InvokeAsync(host, payload, remainingSeconds);
        output.ShouldBeEmpty();
        return (opened!.Value.Status, opened.Value.Headers["Content-Type"], Encoding.UTF8.GetString(opened.Value.Body.ToArray()));
    }

    private static async Task<((int Status, IReadOnlyDictionary<string, string> Headers, MemoryStream Body)? Opened, string Output)> InvokeAsync(
        TestHost host, string payload, double remainingSeconds = 28)
    {
        (int, IReadOnlyDictionary<string, string>, MemoryStream)? opened = null;
        var context = new TestLambdaContext { AwsRequestId = "request-1", RemainingTime = TimeSpan.FromSeconds(remainingSeconds) };
        using var reader = new StreamReader(await host.Function("Api").InvokeAsync(new MemoryStream(Encoding.UTF8.GetBytes(payload)), context, Open, default));
        return (opened, await reader.ReadToEndAsync());

        Stream Open(int status, IReadOnlyDictionary<string, string> headers)
        {
            opened.ShouldBeNull();
            var body = new MemoryStream();
            opened = (status, headers, body);
            return body;
        }
    }

    private static List<(string Type, JsonElement Data)> Events(string body)
    {
        var events = new List<(string, JsonElement)>();
        foreach (var item in SseParser.Create(new MemoryStream(Encoding.UTF8.GetBytes(body))).Enumerate())
        {
            Schemas.Check("event", $$"""{"event": "{{item.EventType}}", "data": {{item.Data}}}""");
            events.Add((item.EventType, TestHost.Parse(item.Data)));
        }
        return events;
    }
}

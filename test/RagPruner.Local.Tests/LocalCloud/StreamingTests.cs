using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.LocalCloud.Functions;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>A streamed answer over HTTP, from the local Bedrock's stream to the client.</summary>
public sealed class StreamingTests : IDisposable
{
    private static readonly FaultPlan s_paced = new(1, [new Fault { Operation = "ConverseStream", Kind = "pace", Milliseconds = 1 }]);

    private readonly HttpClient _http = new();
    private readonly SteppedTime _time = new();
    private readonly RecordingModel _model = new(new PromptModel(Index().Statistics));

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Verdicts_come_first_and_each_word_before_the_model_has_written_the_next_but_one()
    {
        await using var cloud = await CloudAsync(s_paced);
        using var response = await StreamAsync(cloud, "/v1/answer");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        var verdicts = await NextAsync(events);
        verdicts.Type.ShouldBe("contexts");
        verdicts.Data["contexts"]!.AsArray().Count.ShouldBe(10);

        // The message's start, the word, the word that settles it and the one that can no longer join it.
        var text = "";
        foreach (var word in new[] { "A", " cold", " imported", " model", " takes" })
        {
            for (var piece = 0; piece < (text.Length == 0 ? 4 : 1); piece++)
                await _time.StepAsync();
            var next = await NextAsync(events);
            (next.Type, (string)next.Data["text"]!).ShouldBe(("delta", word));
            text += word;
        }

        _time.RunFreely();
        var last = await NextAsync(events);
        for (; last.Type == "delta"; last = await NextAsync(events))
            text += (string)last.Data["text"]!;
        (last.Type, (string)last.Data["answer"]!["text"]!).ShouldBe(("answer", text));
    }

    [Theory]
    [InlineData("/v1/answer")]
    [InlineData("/http/v1/answer")]
    public async Task Both_gateways_send_the_same_events(string path)
    {
        await using var cloud = await CloudAsync(FaultPlan.None);
        using var response = await StreamAsync(cloud, path);
        var events = new List<string>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
            events.Add(Read(item).Type);
        events.Distinct().ShouldBe(["contexts", "delta", "answer"]);
    }

    [Fact]
    public async Task A_model_that_fails_in_mid_answer_ends_the_stream_with_the_error()
    {
        await using var cloud = await CloudAsync(new FaultPlan(1, [new Fault { Operation = "ConverseStream", Kind = "truncated" }]));
        using var response = await StreamAsync(cloud, "/v1/answer");
        var events = new List<(string Type, JsonNode Data)>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
            events.Add(Read(item));
        (events[0].Type, events[^1].Type, (string)events[^1].Data["error"]!).ShouldBe(("contexts", "error", "PrunerUpstreamBadResponse"));
        ((int)events[^1].Data["usage"]!["calls"]!).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_client_that_hangs_up_ends_the_models_call()
    {
        _model.HangsOnAnswers = true;
        await using var cloud = await CloudAsync(FaultPlan.None);
        using (var response = await StreamAsync(cloud, "/v1/answer"))
        {
            await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
            (await NextAsync(events)).Type.ShouldBe("contexts");
            await _model.AnswerBegunAsync();
        }
        await _model.AllEndedAsync();
    }

    private static async Task<(string Type, JsonNode Data)> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        (await events.MoveNextAsync()).ShouldBeTrue();
        return Read(events.Current);
    }

    private static (string Type, JsonNode Data) Read(SseItem<string> item)
    {
        Schemas.Check("event", $$"""{"event": "{{item.EventType}}", "data": {{item.Data}}}""");
        return (item.EventType, JsonNode.Parse(item.Data)!);
    }

    private static KnowledgeIndex Index() => new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(Path.Combine(Cloud.Samples, "corpus")));

    private async Task<LocalCloudServer> CloudAsync(FaultPlan faults)
    {
        var cloud = await LocalCloudServer.StartAsync(IPAddress.Loopback, 0, Index(), _model, faults, _time, default);
        return cloud.WithFunctions(new FunctionOptions { Log = new ListLog() }, TimeProvider.System);
    }

    private async Task<HttpResponseMessage> StreamAsync(LocalCloudServer cloud, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cloud.Address, path))
        {
            Content = new StringContent("""{"question": "How long does a cold imported model take to answer?"}""", Encoding.UTF8, "application/json"),
            Headers = { { "Accept", "text/event-stream" } },
        };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response;
    }

    /// <summary>A clock whose timers wait to be told.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private readonly Channel<Action> _due = Channel.CreateUnbounded<Action>();

        public async Task StepAsync() => (await _due.Reader.ReadAsync())();

        public void RunFreely() => _ = Task.Run(async () =>
        {
            await foreach (var due in _due.Reader.ReadAllAsync())
                due();
        });

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _due.Writer.TryWrite(() => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}

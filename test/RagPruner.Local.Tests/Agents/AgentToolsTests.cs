using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Local.Agents;
using RagPruner.Local.Commands;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.Tests.Support;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Agents;

/// <summary>The tools of agents as a client of the protocol sees them; the official TypeScript client drives them in test/conformance.</summary>
public sealed class AgentToolsTests
{
    private const string Question = "When does the night ferry leave?";

    private static readonly object[] s_documents =
    [
        new { id = "time", text = "The night ferry leaves at ten in the evening." },
        new { id = "dogs", text = "Dogs travel free on the night ferry if they are kept on a lead." },
    ];

    [Theory]
    [InlineData("{}", "question is required")]
    [InlineData("""{"question": "When?", "style": "loud"}""", "unknown member")]
    [InlineData("""{"question": "When?", "documents": [{"id": "a"}]}""", "documents[0]")]
    [InlineData("""{"question": "When?", "documents": []}""", "documents")]
    [InlineData("""{"question": "When?", "contexts": 99}""", "contexts must be from 1 to 25")]
    public async Task What_is_wrong_with_a_call_is_told_to_the_model(string arguments, string message)
    {
        await using var agent = await Agent.StartAsync();
        var result = await agent.CallAsync("prune_contexts", arguments);
        result.IsError.ShouldBe(true);
        result.Content.OfType<TextContentBlock>().Single().Text.ShouldContain(message);
    }

    [Fact]
    public async Task Arguments_that_are_too_long_are_refused()
    {
        await using var agent = await Agent.StartAsync();
        var documents = string.Join(',', Enumerable.Repeat($$"""{"text": "{{new string('x', 20_000)}}"}""", 60));
        var result = await agent.CallAsync("prune_contexts", $$"""{"question": "When?", "documents": [{{documents}}]}""");
        result.Content.OfType<TextContentBlock>().Single().Text.ShouldBe("PrunerInvalidInput: The arguments are longer than 1048576 bytes.");
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_an_error_of_the_protocol()
    {
        await using var agent = await Agent.StartAsync();
        (await Should.ThrowAsync<McpException>(() => agent.CallAsync("delete_everything", "{}"))).Message.ShouldContain("There is no such tool");
    }

    [Theory]
    [InlineData("prune_contexts")]
    [InlineData("answer")]
    public async Task A_result_meets_the_schema_that_its_tool_announces(string tool)
    {
        await using var agent = await Agent.StartAsync();
        var schema = JsonSchema.FromText(AgentTools.All.Single(t => t.Name == tool).OutputSchema!.Value.GetRawText());
        foreach (var documents in new object?[] { s_documents, null })
        {
            var result = await agent.CallAsync(tool, JsonSerializer.Serialize(new Dictionary<string, object?> { ["question"] = Question, ["documents"] = documents }, s_reflection));
            schema.Evaluate(result.StructuredContent!.Value).IsValid.ShouldBeTrue(result.StructuredContent.ToString());
            JsonNode.DeepEquals(JsonNode.Parse(result.Content.OfType<TextContentBlock>().Single().Text), JsonNode.Parse(result.StructuredContent.Value.GetRawText()))
                .ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Kept_passages_have_their_text_and_the_others_a_reason()
    {
        await using var agent = await Agent.StartAsync();
        var result = (await agent.CallAsync("prune_contexts", JsonSerializer.Serialize(
            new { question = Question, documents = s_documents, keep = new { rule = "top-k", k = 1 } }, s_reflection))).StructuredContent!.Value;
        var kept = result.GetProperty("kept")[0];
        kept.GetProperty("id").GetString().ShouldBe("time");
        kept.GetProperty("text").GetString().ShouldBe("The night ferry leaves at ten in the evening.");
        result.GetProperty("left_out")[0].GetProperty("id").GetString().ShouldBe("dogs");
        result.GetProperty("left_out")[0].GetProperty("why").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Progress_is_all_told_before_the_result()
    {
        await using var agent = await Agent.StartAsync();
        var steps = new List<ProgressNotificationValue>();
        await agent.Client.CallToolAsync("prune_contexts", new Dictionary<string, object?> { ["question"] = JsonSerializer.SerializeToElement(Question, s_reflection) },
            new Told(steps));
        steps.Count.ShouldBeGreaterThan(5);
        // This client hands them on in any order; that they come in theirs, the TypeScript client sees.
        steps.Select(s => s.Progress).ShouldBeUnique();
        steps.MaxBy(s => s.Progress)!.Message.ShouldBe("10 of 10 passages read");
    }

    [Fact]
    public async Task A_cancelled_call_ends_its_models_calls_and_the_next_one_is_served()
    {
        var drafter = new Blocking();
        var pruner = new ContextPruner(drafter);
        var tools = new AgentTools(pruner, new AnswerPipeline(pruner, new ModelGenerator(new PromptModel(Statistics()))), Catalog.Default, AgentTools.UsualBytes, r => r);
        var (requests, replies) = (new Pipe(), new Pipe());
        await using var server = McpServer.Create(new StreamServerTransport(requests.Reader.AsStream(), replies.Writer.AsStream(), "test"), tools.ServerOptions());
        using var stop = new CancellationTokenSource();
        var running = server.RunAsync(stop.Token);
        await using (var client = await McpClient.CreateAsync(new StreamClientTransport(requests.Writer.AsStream(), replies.Reader.AsStream())))
        {
            using var enough = new CancellationTokenSource();
            var call = client.CallToolAsync(new CallToolRequestParams { Name = "prune_contexts", Arguments = Agent.Arguments("""{"question": "When?", "scorer": "mean-logprob", "documents": [{"text": "At ten."}]}""") }, enough.Token);
            await drafter.Begun.Task;
            await enough.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => call.AsTask());
            await drafter.Ended.Task;
            (await client.CallToolAsync(new CallToolRequestParams { Name = "prune_contexts" })).IsError.ShouldBe(true);
        }
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task How_many_contexts_are_usual_is_the_commands_to_say()
    {
        await using var agent = await Agent.StartAsync("--contexts", "3");
        var result = (await agent.CallAsync("prune_contexts", $$"""{"question": "{{Question}}"}""")).StructuredContent!.Value;
        (result.GetProperty("kept").GetArrayLength() + result.GetProperty("left_out").GetArrayLength()).ShouldBe(3);
    }

    [Fact]
    public async Task On_the_local_cloud_a_tenant_that_only_a_claim_can_name_is_missing()
    {
        await using var up = new Up();
        await up.StartAsync("up", "--port", "0", "--setting", "RAGPRUNER_TENANT_MODE=claim");
        await using var client = await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri($"{up.Address}/mcp") }));
        var result = await client.CallToolAsync(new CallToolRequestParams { Name = "prune_contexts", Arguments = Agent.Arguments("""{"question": "When?"}""") });
        result.Content.OfType<TextContentBlock>().Single().Text.ShouldStartWith("PrunerForbidden");
    }

    [Theory]
    [InlineData("/mcp")]
    [InlineData("/MCP")]
    [InlineData("/mcp/")]
    public async Task Pages_of_other_origins_do_not_reach_the_tools(string path)
    {
        await using var up = new Up();
        await up.StartAsync("up", "--port", "0");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{up.Address}{path}") { Content = new StringContent("{}", null, "application/json") };
        request.Headers.Add("Origin", "https://elsewhere.example");
        (await http.SendAsync(request)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public void The_schema_for_gateways_has_only_what_they_take()
    {
        using var tools = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "agents", "tools.json")));
        foreach (var tool in tools.RootElement.EnumerateArray())
        {
            tool.EnumerateObject().Select(m => m.Name).ShouldBe(["name", "description", "inputSchema"]);
            Check(tool.GetProperty("inputSchema"));
        }

        static void Check(JsonElement schema)
        {
            schema.EnumerateObject().Select(m => m.Name).ShouldBeSubsetOf(["type", "description", "properties", "required", "items"]);
            if (schema.TryGetProperty("items", out var items))
                Check(items);
            if (schema.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject())
                    Check(property.Value);
            }
        }
    }

    private static readonly JsonSerializerOptions s_reflection = new() { TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };

    private static CollectionStatistics Statistics() => new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(Path.Combine(Cloud.Samples, "corpus"))).Statistics;

    /// <summary>Drafts until it is cancelled.</summary>
    private sealed class Blocking : IDrafter
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EvidenceKinds Offers => EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs;

        public async Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return DraftReply.With(new Evidence { Draft = "" });
            }
            finally
            {
                Ended.TrySetResult();
            }
        }
    }

    private sealed class Told(List<ProgressNotificationValue> steps) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value)
        {
            lock (steps)
                steps.Add(value);
        }
    }

    /// <summary><c>ragpruner mcp</c> in this process, and a client on its streams.</summary>
    private sealed class Agent : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task<int> _running = null!;

        public McpClient Client { get; private set; } = null!;

        public static async Task<Agent> StartAsync(params string[] options)
        {
            var (requests, replies) = (new Pipe(), new Pipe());
            var shell = new Shell(Shell.Create(new StringWriter(), isPlain: true), Shell.Create(new StringWriter(), isPlain: true), TimeProvider.System)
            {
                In = requests.Reader.AsStream(),
                RawOut = replies.Writer.AsStream(),
            };
            var agent = new Agent();
            agent._running = CommandLine.RunAsync(["mcp", .. options], shell, agent._stop.Token);
            agent.Client = await McpClient.CreateAsync(new StreamClientTransport(requests.Writer.AsStream(), replies.Reader.AsStream()));
            return agent;
        }

        public static Dictionary<string, JsonElement> Arguments(string json)
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.Clone(), StringComparer.Ordinal);
        }

        public async Task<CallToolResult> CallAsync(string tool, string arguments) =>
            await Client.CallToolAsync(new CallToolRequestParams { Name = tool, Arguments = Arguments(arguments) });

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}

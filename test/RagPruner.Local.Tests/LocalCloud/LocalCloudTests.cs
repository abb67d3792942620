using System.Net;
using System.Text;
using System.Text.Json;
using RagPruner.Bedrock.Models;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Local.Commands;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.Evaluation;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.Tests.Support;
using RagPruner.Models;
using RagPruner.OpenAi;

namespace RagPruner.Local.Tests.LocalCloud;

public sealed class LocalCloudTests : IDisposable
{
    private static readonly string s_samples = Path.Combine(AppContext.BaseDirectory, "samples");

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("OpenAiCompletion")]
    [InlineData("OpenAiChat")]
    public async Task Ask_through_bedrock_says_the_same_as_ask_on_every_sample_question(string format)
    {
        await using var server = await ServerAsync(FaultPlan.None);
        foreach (var question in EvalQuestion.Read(Path.Combine(s_samples, "questions.jsonl")))
        {
            var here = await Cloud.AskAsync(question.Question);
            var there = await Cloud.AskAsync(question.Question, "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--draft-format", format);
            Cloud.Verdicts(there).ShouldBe(Cloud.Verdicts(here), question.Id);
        }
    }

    [Fact]
    public async Task The_native_format_gives_the_same_draft_evidence_and_says_what_is_lacking()
    {
        await using var server = await ServerAsync(FaultPlan.None);
        var body = await Cloud.AskAsync("How long does a cold imported model take to answer?", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--draft-format", "Native");
        body.RootElement.GetProperty("degraded")[0].GetString().ShouldBe("blend_without_question_likelihood");
        body = await Cloud.AskAsync("How long does a cold imported model take to answer?", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--draft-format", "Native", "--scorer", "mean-logprob");
        body.RootElement.GetProperty("contexts")[0].GetProperty("evidence").GetProperty("meanLogprob").GetDouble().ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("error", "ThrottlingException", "PrunerThrottled")]
    [InlineData("error", "ServiceUnavailableException", "PrunerOverloaded")]
    [InlineData("error", "AccessDeniedException", "PrunerMisconfigured")]
    [InlineData("error", "overloaded_error", "PrunerOverloaded")]
    [InlineData("malformed", null, "PrunerUpstreamBadResponse")]
    [InlineData("truncated", null, "PrunerUpstream")]
    [InlineData("cold", null, "PrunerModelNotReady")]
    [InlineData("throttle-window", null, "PrunerThrottled")]
    public async Task Every_fault_reaches_the_adapters_as_its_kind(string kind, string? error, string failure)
    {
        await using var server = await ServerAsync(new FaultPlan(1, [new Fault { Operation = "InvokeModel", Kind = kind, Error = error, Seconds = 3600, EverySeconds = 3600 }]));
        using var clients = Bedrock.BedrockClients.Create(null, server.Address, new Amazon.Runtime.BasicAWSCredentials("local", "local"));
        var drafter = new ModelDrafter(new ImportedModel(clients.Runtime, new Bedrock.Models.ImportedModelOptions { ModelId = LocalIds.DraftModel }));
        var request = new Drafting.DraftRequest("When?", new Contexts.Context { Id = "a", Text = "At nine.", Rank = 1 }, "f00d", 8, Drafting.EvidenceKinds.OneCall);
        var thrown = await Should.ThrowAsync<PrunerException>(() => drafter.DraftAsync(request, default));
        thrown.GetType().Name.ShouldStartWith(failure);
    }

    [Fact]
    public async Task The_same_seed_hits_the_same_requests_again()
    {
        async Task<string> HitsAsync(int seed)
        {
            var injector = new FaultInjector(new FaultPlan(seed, [new Fault { Kind = "error", Error = "ThrottlingException", Rate = 0.3 }]), new VirtualTime());
            var hits = new StringBuilder();
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    await injector.BeforeAsync("Retrieve", default);
                    hits.Append('.');
                }
                catch (AwsError)
                {
                    hits.Append('x');
                }
            }
            return hits.ToString();
        }

        var first = await HitsAsync(7);
        (await HitsAsync(7)).ShouldBe(first);
        (await HitsAsync(8)).ShouldNotBe(first);
        first.Count(c => c == 'x').ShouldBeInRange(40, 80);
    }

    [Fact]
    public async Task A_cold_model_warms_up_and_a_throttle_window_closes()
    {
        var time = new VirtualTime();
        var injector = new FaultInjector(new FaultPlan(1, [new Fault { Kind = "cold", Operation = "InvokeModel", Seconds = 20 }, new Fault { Kind = "throttle-window", Operation = "Converse", Seconds = 2, EverySeconds = 10 }]), time);
        (await Should.ThrowAsync<AwsError>(() => injector.BeforeAsync("InvokeModel", default))).Type.ShouldBe("ModelNotReadyException");
        await Should.ThrowAsync<AwsError>(() => injector.BeforeAsync("Converse", default));
        time.Advance(TimeSpan.FromSeconds(5));
        await injector.BeforeAsync("Converse", default);
        time.Advance(TimeSpan.FromSeconds(16));
        await injector.BeforeAsync("InvokeModel", default);
    }

    [Theory]
    [InlineData(null, "ServiceUnavailableException")]
    [InlineData("InternalServerException", "InternalServerException")]
    public async Task An_outage_fails_every_call_from_its_beginning_to_its_end(string? error, string type)
    {
        var time = new VirtualTime();
        var injector = new FaultInjector(new FaultPlan(1, [new Fault { Kind = "outage", AfterSeconds = 10, Seconds = 30, Error = error }]), time);
        await injector.BeforeAsync("Retrieve", default);
        time.Advance(TimeSpan.FromSeconds(9.9));
        await injector.BeforeAsync("InvokeModel", default);
        time.Advance(TimeSpan.FromSeconds(0.1));
        (await Should.ThrowAsync<AwsError>(() => injector.BeforeAsync("InvokeModel", default))).Type.ShouldBe(type);
        time.Advance(TimeSpan.FromSeconds(29.9));
        (await Should.ThrowAsync<AwsError>(() => injector.BeforeAsync("Converse", default))).Type.ShouldBe(type);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await injector.BeforeAsync("Retrieve", default);
    }

    [Theory]
    [InlineData("""{"seed": 1, "faults": [{"kind": "explode"}]}""", "faults[0]: kind is not one of latency, pace, error, malformed, truncated, throttle-window, cold, outage.")]
    [InlineData("""{"faults": [{"kind": "error", "error": "Oops"}]}""", "faults[0]: error is not an exception type of Bedrock.")]
    [InlineData("""{"faults": [{"kind": "latency"}]}""", "faults[0]: milliseconds must be from 1 to 600000.")]
    [InlineData("""{"faults": [{"kind": "cold", "seconds": 5, "rate": 2}]}""", "faults[0]: rate must be from 0 to 1.")]
    [InlineData("""{"faults": [{"kind": "outage"}]}""", "faults[0]: seconds must be above 0 and at most 3600.")]
    [InlineData("""{"faults": [{"kind": "outage", "seconds": 5, "afterSeconds": -1}]}""", "faults[0]: afterSeconds must be from 0 to 86400.")]
    [InlineData("""{"faults": [{"kind": "outage", "seconds": 5, "error": "Oops"}]}""", "faults[0]: error is not an exception type of Bedrock.")]
    [InlineData("""{"faults": [{"kind": "cold", "seconds": 5, "operation": "Invoke"}]}""", "faults[0]: operation is not one of")]
    [InlineData("""{"flaws": []}""", "line 1: not a valid fault plan at flaws.")]
    public void A_wrong_fault_plan_is_refused_with_what_is_wrong(string json, string message) =>
        Should.Throw<PrunerInvalidInput>(() => FaultPlan.Read(_folder.Write("plan.json", json))).Message.ShouldContain(message);

    [Theory]
    [InlineData("GET", "/model/local-draft/invoke", "{}", 404, "UnknownOperationException")]
    [InlineData("POST", "/nothing", "{}", 404, "UnknownOperationException")]
    [InlineData("POST", "/model/local-draft/invoke", "not json", 400, "ValidationException")]
    [InlineData("POST", "/model/other/converse", "{}", 400, "ValidationException")]
    [InlineData("POST", "/knowledgebases/LOCALKB001/retrieve", "{}", 400, "ValidationException")]
    [InlineData("POST", "/rerank", "{}", 400, "ValidationException")]
    [InlineData("POST", "/knowledgebases/LOCALKB001/retrieve", "{\"retrievalQuery\": {\"text\": \"x\"}, \"retrievalConfiguration\": {\"vectorSearchConfiguration\": {\"numberOfResults\": \"5\"}}}", 400, "ValidationException")]
    [InlineData("POST", "/model/local-final/converse", "{\"messages\": [{\"role\": 1, \"content\": []}]}", 400, "ValidationException")]
    public async Task A_wrong_request_is_refused_as_aws_would(string method, string path, string body, int status, string type)
    {
        await using var server = await ServerAsync(FaultPlan.None);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, path)) { Content = new StringContent(body) };
        using var response = await http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.GetValues("x-amzn-ErrorType").Single().ShouldBe(type);
        response.Headers.GetValues("x-amzn-RequestId").Single().ShouldNotBeEmpty();
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("message").GetString().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Metadata_filters_choose_what_is_retrieved()
    {
        var corpus = Corpus.Open(_folder.Write("c.jsonl", """
            {"id": "a", "text": "The ferry leaves at nine.", "metadata": {"tenant": "t1"}}
            {"id": "b", "text": "The ferry leaves at ten.", "metadata": {"tenant": "t2"}}
            """));
        var index = new IndexCache(_folder.Path).IndexOf(corpus);
        await using var server = await LocalCloudServer.StartAsync(IPAddress.Loopback, 0, index, new PromptModel(index.Statistics), FaultPlan.None, TimeProvider.System, default);
        using var clients = Bedrock.BedrockClients.Create(null, server.Address, new Amazon.Runtime.BasicAWSCredentials("local", "local"));
        var retriever = new Bedrock.KnowledgeBases.KnowledgeBaseRetriever(clients.AgentRuntime, new Bedrock.KnowledgeBases.KnowledgeBaseOptions { KnowledgeBaseId = LocalIds.KnowledgeBase });
        (await retriever.RetrieveAsync(new Contexts.RetrievalQuery("When does the ferry leave?", 5) { Tenant = new Contexts.TenantClause("tenant", "t2") }, default)).Contexts.Single().Id.ShouldBe("b");
    }

    [Fact]
    public void The_documented_fault_plan_is_valid()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "local-bedrock.md")).ReplaceLineEndings("\n");
        var plan = FaultPlan.Read(_folder.Write("plan.json", document.Split("```json\n")[1].Split("```")[0]));
        plan.Faults!.Count.ShouldBe(6);
        plan.Faults[3].Rate.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_behind_the_local_bedrock_gives_its_own_tokens_and_log_probabilities()
    {
        using var http = new HttpClient(new CannedServer());
        var model = new ServerPromptModel(new OpenAiClient(http, ModelServer.Options("http://server/v1", "m", "NO_SUCH_VARIABLE")), "m");
        var completion = await model.CompleteAsync("Q", 4, ["\""], 2, default);
        (completion.Text, completion.StopCause).ShouldBe(("nine", StopCause.End));
        completion.Tokens!.Select(t => (t.Text, t.Logprob)).ShouldBe([("nine", -0.5)]);
        completion.PromptTokens!.Select(p => p.Logprob).ShouldBe([null, -2]);
    }

    private sealed class CannedServer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri!.AbsoluteUri.ShouldBe("http://server/v1/completions");
            (await request.Content!.ReadAsStringAsync(cancellationToken)).ShouldBe("""{"model":"m","prompt":"Q","max_tokens":4,"temperature":0,"logprobs":2,"prompt_logprobs":1,"stop":["\u0022"]}""");
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent("""{"choices":[{"text":"nine","finish_reason":"stop","logprobs":{"tokens":["nine"],"token_logprobs":[-0.5],"top_logprobs":[{"nine":-0.5}]},"prompt_logprobs":[null,{"5":{"logprob":-2,"decoded_token":"Q"}}]}]}""", Encoding.UTF8, "application/json"),
            };
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be_taken()
    {
        await using var server = await ServerAsync(FaultPlan.None);
        (await Should.ThrowAsync<PrunerInvalidInput>(() => LocalCloudServer.StartAsync(IPAddress.Loopback, server.Address.Port, Index(), new PromptModel(Index().Statistics), FaultPlan.None, TimeProvider.System, default))).Message
            .ShouldBe($"Port {server.Address.Port} on 127.0.0.1 cannot be had; --port 0 takes any free one.");
    }

    private static KnowledgeIndex Index() => new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(Path.Combine(s_samples, "corpus")));

    private static Task<LocalCloudServer> ServerAsync(FaultPlan plan) => LocalCloudServer.StartAsync(IPAddress.Loopback, 0, Index(), new PromptModel(Index().Statistics), plan, TimeProvider.System, default);
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Telemetry;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.LocalCloud.Functions;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>The Lambda functions behind the local Lambda and API Gateway, on the local Bedrock.</summary>
public sealed class FunctionTests : IDisposable
{
    private const string Question = "How long does a cold imported model take to answer?";

    private readonly HttpClient _http = new();
    private readonly RecordingModel _model = new(new PromptModel(Index().Statistics));

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("/v1/rerank")]
    [InlineData("/v2/rerank")]
    [InlineData("/http/v1/rerank")]
    [InlineData("/http/v2/rerank")]
    public async Task Documents_are_reranked_without_a_knowledge_base(string path)
    {
        await using var cloud = await CloudAsync(settings: new() { ["RAGPRUNER_KNOWLEDGE_BASE_ID"] = "" });
        var body = await PostAsync(cloud, path, $$"""{"query": "{{Question}}", "documents": ["Dogs travel free.", "Cats sleep.", "Birds sing.", "Fish swim.", "A cold imported model takes four minutes to answer."]}""");
        // The order that they came in counts: the first stays, and the one that speaks of the question passes the others.
        body["results"]!.AsArray().Select(r => (int)r!["index"]!).Take(2).ShouldBe([0, 4]);
        using var refused = await PostRawAsync(cloud, "/v1/answer", $$"""{"question": "{{Question}}"}""");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/v1/answer")]
    [InlineData("/http/v1/answer")]
    [InlineData("/2015-03-31/functions/Answer/invocations")]
    public async Task The_basic_recipe_makes_N_drafts_and_one_answer_from_the_three_best_by_mean_log_probability(string path)
    {
        await using var cloud = await CloudAsync();
        var body = await PostAsync(cloud, path, $$"""{"question": "{{Question}}", "contexts": 10, "scorer": "mean-logprob", "keep": {"rule": "top-k", "k": 3} }""");

        var contexts = body["contexts"]!.AsArray();
        contexts.Count.ShouldBe(10);
        contexts.ShouldAllBe(c => (string?)c!["disposition"] == "kept" || (string?)c["disposition"] == "pruned");
        _model.Drafts.Count.ShouldBe(10);
        var (final, finals) = (_model.Answers[0], _model.Answers.Count);
        finals.ShouldBe(1);

        var best = contexts.Where(c => (string?)c!["reason"] != "draft_abstained")
            .OrderByDescending(c => (double)c!["evidence"]!["meanLogprob"]!).ThenBy(c => (int)c!["rank"]!).Take(3).ToArray();
        best.ShouldAllBe(c => (string?)c!["disposition"] == "kept");
        // The prompt holds exactly these, in retrieval order.
        var wanted = best.OrderBy(c => (int)c!["rank"]!).Select(c => TextOf((string)c!["id"]!));
        PromptReading.Of(final).Contexts.Select(Squeezed).ShouldBe(wanted.Select(Squeezed));
    }

    [Fact]
    public async Task Every_event_file_runs_on_its_function()
    {
        await using var cloud = await CloudAsync();
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "events"), "*.json").Order(StringComparer.Ordinal).ToArray();
        files.Length.ShouldBe(15);
        foreach (var file in files)
        {
            var function = FunctionOf(Path.GetFileNameWithoutExtension(file));
            using var response = await PostRawAsync(cloud, $"/2015-03-31/functions/{function}/invocations", await File.ReadAllTextAsync(file));
            response.Headers.Contains("X-Amz-Function-Error").ShouldBeFalse(file);
            if (function == "Api")
                ((int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["statusCode"]!).ShouldBe(200, file);
        }
        files.Select(f => FunctionOf(Path.GetFileNameWithoutExtension(f))).Distinct().Order(StringComparer.Ordinal).ShouldBe(FunctionCatalog.All.Select(f => f.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("api-rest-answer", "/v1/answer")]
    [InlineData("api-http-answer", "/http/v1/answer")]
    public async Task The_gateways_events_have_the_members_of_the_files(string file, string path)
    {
        var captured = new List<JsonObject>();
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Headers.ContentType = "application/json";
        var claims = new Dictionary<string, string>(StringComparer.Ordinal) { ["custom:tenant"] = "t1" };
        captured.Add(path.StartsWith("/http", StringComparison.Ordinal)
            ? GatewayEvents.Http(context.Request, "/v1/answer", "{}"u8.ToArray(), "r", claims)
            : GatewayEvents.Rest(context.Request, path, "{}"u8.ToArray(), "r", claims));
        var real = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "events", $"{file}.json")))!.AsObject();
        captured[0].Select(m => m.Key).ShouldBe(real.Select(m => m.Key));
        captured[0]["requestContext"]!["authorizer"]!.ToJsonString().ShouldContain("t1");
        captured[0]["requestContext"]!.AsObject().Select(m => m.Key).ShouldBeSubsetOf(real["requestContext"]!.AsObject().Select(m => m.Key));
    }

    [Theory]
    [InlineData("blend")]
    [InlineData("mean-logprob")]
    public async Task The_command_line_and_http_say_the_same_of_one_question(string scorer)
    {
        await using var cloud = await CloudAsync();
        var body = await PostAsync(cloud, "/v1/answer", $$"""{"question": "{{Question}}", "scorer": "{{scorer}}"}""");
        using var asked = await Support.Cloud.AskAsync(Question, "--scorer", scorer);
        var own = JsonNode.Parse(asked.RootElement.GetProperty("contexts").GetRawText())!;
        body["contexts"]!.AsArray().Select(c => (string)c!["id"]!).ShouldBe(own.AsArray().Select(c => (string)c!["id"]!));
        body["contexts"]!.AsArray().Select(c => $"{c!["disposition"]} {c["reason"]} {c["evidence"]?["draftTokens"]}")
            .ShouldBe(own.AsArray().Select(c => $"{c!["disposition"]} {c["reason"]} {c["evidence"]?["draftTokens"]}"));
        ((string)body["answer"]!["text"]!).ShouldBe(asked.RootElement.GetProperty("answer").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_failed_invocation_answers_200_with_the_error_in_the_payload()
    {
        await using var cloud = await CloudAsync();
        using var response = await PostRawAsync(cloud, "/2015-03-31/functions/Answer/invocations", "{}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("X-Amz-Function-Error").Single().ShouldBe("Unhandled");
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        ((string?)error["errorType"]).ShouldBe("PrunerInvalidInput");
        ((string?)error["errorMessage"]).ShouldBe("question is required.");
    }

    [Theory]
    [InlineData("/2015-03-31/functions/Nobody/invocations", "{}", 404, "ResourceNotFoundException")]
    [InlineData("/2015-03-31/functions/Answer/invocations", "{", 400, "InvalidRequestContentException")]
    public async Task What_lambda_itself_refuses_is_refused_as_lambda_does(string path, string payload, int status, string error)
    {
        await using var cloud = await CloudAsync();
        using var response = await PostRawAsync(cloud, path, payload);
        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.GetValues("x-amzn-ErrorType").Single().ShouldBe(error);
    }

    [Fact]
    public async Task An_alias_and_an_arn_name_the_function_too()
    {
        await using var cloud = await CloudAsync();
        foreach (var name in new[] { "Prune:live", "arn:aws:lambda:us-east-1:000000000000:function:Prune" })
        {
            using var response = await PostRawAsync(cloud, $"/2015-03-31/functions/{Uri.EscapeDataString(name)}/invocations", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "events", "prune.json")));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_function_that_overruns_its_timeout_is_ended_and_nothing_of_it_goes_on()
    {
        // Half a second is what an invocation leaves unused at its end, so one of 0.4 s has no time at all, and one that hangs in a call is ended by its own deadline.
        _model.Hangs = true;
        await using var cloud = await CloudAsync(timeoutSeconds: 1.2);
        using var response = await PostRawAsync(cloud, "/2015-03-31/functions/Answer/invocations", $$"""{"question": "{{Question}}"}""");
        ((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errorType"]).ShouldBe("PrunerDeadlineExceeded");
        // The canceled calls reach the model over HTTP, so their end takes a moment; each has to come.
        await _model.AllEndedAsync();
    }

    [Fact]
    public async Task Log_records_go_to_the_log()
    {
        var log = new ListLog();
        await using var cloud = await CloudAsync(log: log);
        await PostAsync(cloud, "/v1/prune", $$"""{"question": "{{Question}}"}""");
        log.Records.Single().ShouldContain("\"Function\":\"Api\"");
    }

    [Fact]
    public async Task Claims_given_to_the_local_gateway_reach_the_tenant_check()
    {
        await using var cloud = await CloudAsync(settings: new() { ["RAGPRUNER_TENANT_MODE"] = "claim", ["RAGPRUNER_TENANT_CLAIM"] = "org" }, claims: new() { ["org"] = "nobody" });
        foreach (var path in new[] { "/v1/answer", "/http/v1/answer" })
            ((string?)(await PostAsync(cloud, path, $$"""{"question": "{{Question}}"}"""))["status"]).ShouldBe("no_context");
    }

    // An event is named after its function; more may follow.
    private static string FunctionOf(string file) =>
        FunctionCatalog.All.Select(f => f.Name).Where(n => string.Concat(file.Split('-')).StartsWith(n, StringComparison.OrdinalIgnoreCase)).MaxBy(n => n.Length)!;

    private static KnowledgeIndex Index() => new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(Path.Combine(AppContext.BaseDirectory, "samples", "corpus")));

    private static string TextOf(string id) => Index().Search(Question, 25, null).Single(c => c.Id == id).Text;

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task<LocalCloudServer> CloudAsync(double timeoutSeconds = 28, ILogSink? log = null, Dictionary<string, string>? settings = null, Dictionary<string, string>? claims = null)
    {
        var cloud = await LocalCloudServer.StartAsync(IPAddress.Loopback, 0, Index(), _model, FaultPlan.None, TimeProvider.System, default);
        return cloud.WithFunctions(new FunctionOptions { Log = log ?? new ListLog(), Timeout = TimeSpan.FromSeconds(timeoutSeconds), Settings = settings ?? [], Claims = claims ?? [] }, TimeProvider.System);
    }

    private async Task<JsonNode> PostAsync(LocalCloudServer cloud, string path, string body)
    {
        using var response = await PostRawAsync(cloud, path, body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await response.Content.ReadAsStringAsync();
        Schemas.Check(path.EndsWith("rerank", StringComparison.Ordinal) ? "rerank-response" : "response", text);
        return JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> PostRawAsync(LocalCloudServer cloud, string path, string body) =>
        _http.PostAsync(new Uri(cloud.Address, path), new StringContent(body, Encoding.UTF8, "application/json"));
}

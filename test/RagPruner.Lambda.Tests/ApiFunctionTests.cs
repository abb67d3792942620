using System.Text;
using System.Text.Json.Nodes;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class ApiFunctionTests
{
    [Theory]
    [InlineData("api-rest-answer")]
    [InlineData("api-http-answer")]
    public async Task Both_gateways_events_are_answered_with_the_same_body(string file)
    {
        var (status, headers, body) = await Gateway.CallAsync(new TestHost(), TestHost.Event(file));
        status.ShouldBe(200);
        headers.GetProperty("Content-Type").GetString().ShouldBe("application/json");
        body.GetProperty("answer").GetProperty("text").GetString().ShouldBe("An answer. [1]");
        body.GetProperty("requestId").GetString().ShouldBe("request-1");
        body.GetProperty("contexts").EnumerateArray().Count(c => c.GetProperty("disposition").GetString() == "kept").ShouldBe(2);
    }

    [Theory]
    [InlineData("api-rest-prune")]
    [InlineData("api-http-prune")]
    public async Task Prune_gives_the_texts_of_kept_contexts_and_generates_nothing(string file)
    {
        var host = new TestHost();
        var (status, _, body) = await Gateway.CallAsync(host, TestHost.Event(file));
        status.ShouldBe(200);
        body.TryGetProperty("answer", out _).ShouldBeFalse();
        body.GetProperty("contexts").EnumerateArray().Count(c => c.TryGetProperty("text", out _)).ShouldBe(2);
        host.Generator.Requests.ShouldBeEmpty();
    }

    public static TheoryData<int, string, Action<JsonObject>> Refused { get; } = new()
    {
        { 404, "There is no such route", e => Gateway.Path(e, "/v1/answers") },
        { 404, "There is no such route", e => Gateway.Path(e, "/v2/answer") },
        { 405, "The method must be POST", e => Gateway.Method(e, "GET") },
        { 415, "The content type must be application/json", e => Gateway.ContentType(e, "text/plain") },
        { 415, "The content type must be application/json", e => Gateway.ContentType(e, null) },
        { 415, "The content type must be application/json", e => Gateway.ContentType(e, "application/json; charset=latin1") },
        { 413, "The body is longer than 65536 bytes", e => e["body"] = $"{{\"question\": \"{new string('x', 65_536)}\"}}" },
        { 413, "The body is longer than 65536 bytes", e => { e["isBase64Encoded"] = true; e["body"] = Convert.ToBase64String(new byte[65_537]); } },
        { 400, "The body is not valid base64", e => { e["isBase64Encoded"] = true; e["body"] = "no base64!"; } },
        { 400, "The body is not valid JSON", e => e["body"] = null },
        { 400, "The body is not valid JSON", e => e["body"] = "{\"question\": " },
        { 400, "question is required", e => e["body"] = "{}" },
        { 400, "The body repeats the member question at byte 17", e => e["body"] = "{\"question\":\"a\", \"question\":\"b\"}" },
        { 400, "The body has an unknown member at byte 1;", e => e["body"] = "{\"modelId\":\"mine\",\"question\":\"a\"}" },
        { 400, "contexts must be from 1 to 25", e => e["body"] = "{\"question\":\"a\",\"contexts\":26}" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_no_request_is_refused_before_any_call(int status, string message, Action<JsonObject> change)
    {
        var called = false;
        var host = new TestHost { Retriever = new FakeRetriever { Before = (_, _) => { called = true; return Task.CompletedTask; } } };
        foreach (var version in new[] { "rest", "http" })
        {
            var (actual, headers, body) = await Gateway.CallAsync(host, Gateway.Event(version, change: change));
            actual.ShouldBe(status);
            body.GetProperty("error").GetString().ShouldBe("PrunerInvalidInput");
            body.GetProperty("message").GetString()!.ShouldStartWith(message);
            headers.TryGetProperty("Allow", out _).ShouldBe(status == 405);
        }
        called.ShouldBeFalse();
    }

    private const string WithDocuments = """{"question": "When?", "documents": [{"id": "a", "text": "At nine."}, {"id": "b", "text": "At ten."}]}""";

    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task Documents_need_no_knowledge_base_and_without_them_the_request_says_so(string version)
    {
        var host = new TestHost { Retriever = null };
        var (status, _, body) = await Gateway.CallAsync(host, Gateway.Event(version, WithDocuments));
        status.ShouldBe(200);
        body.GetProperty("contexts").EnumerateArray().Select(c => c.GetProperty("id").GetString()).Order(StringComparer.Ordinal).ShouldBe(["a", "b"]);
        var (refused, _, error) = await Gateway.CallAsync(host, Gateway.Event(version));
        (refused, error.GetProperty("message").GetString()).ShouldBe((400, "documents is required: no knowledge base is configured, nor another retriever."));
    }

    [Fact]
    public async Task Only_a_body_with_documents_may_be_long_and_its_limit_is_a_setting()
    {
        var request = $$"""{"question": "When?", "documents": [{"text": "{{new string('a', 200_000)}}"}, {"text": "At nine."}, {"text": "At ten."}, {"text": "At one."}]}""";
        var (status, _, body) = await Gateway.CallAsync(new TestHost(), Gateway.Event("rest", request));
        status.ShouldBe(200);
        body.GetProperty("contexts").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "doc-1").GetProperty("reason").GetString().ShouldBe("too_long");
        (await Gateway.CallAsync(new TestHost().With("RAGPRUNER_MAX_DOCUMENT_BYTES", "100000"), Gateway.Event("rest", request))).Status.ShouldBe(413);
        (await Gateway.CallAsync(new TestHost(), Gateway.Event("rest", $$"""{"question": "When?", "documents": null, "scorer": "{{new string('x', 65_536)}}"}"""))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task With_the_mode_claim_documents_need_the_claim_and_no_tenant_of_their_own()
    {
        var host = new TestHost { Retriever = null }.With("RAGPRUNER_TENANT_MODE", "claim");
        (await Gateway.CallAsync(host, Gateway.Event("http", WithDocuments))).Status.ShouldBe(200);
        (await Gateway.CallAsync(host, Gateway.Event("http", WithDocuments, e => e["requestContext"]!.AsObject().Remove("authorizer")))).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task A_body_in_base64_is_read(string version) =>
        (await Gateway.CallAsync(new TestHost(), Gateway.Event(version, Convert.ToBase64String(Encoding.UTF8.GetBytes(Gateway.Question)), e => e["isBase64Encoded"] = true))).Status.ShouldBe(200);

    [Theory]
    [InlineData("/rag/v1/answer")]
    [InlineData("/v1/answer/")]
    public async Task A_custom_domain_may_put_a_path_before_the_version(string path) =>
        (await Gateway.CallAsync(new TestHost(), Gateway.Event("rest", change: e => Gateway.Path(e, path)))).Status.ShouldBe(200);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version": "2.0"}""")]
    [InlineData("""{"httpMethod": 7}""")]
    public async Task What_no_gateway_sent_fails_the_function(string payload) =>
        (await Should.ThrowAsync<Errors.PrunerInvalidInput>(() => new TestHost().TextAsync("Api", payload))).Message.ShouldBe("The event is not one of API Gateway.");

    [Theory]
    [InlineData("rest")]
    [InlineData("http")]
    public async Task With_the_mode_claim_the_tenant_comes_from_the_verified_claims(string version)
    {
        TenantClause? asked = null;
        var host = new TestHost { Retriever = new FakeRetriever(Make.Context(1)) { Before = (q, _) => { asked = q.Tenant; return Task.CompletedTask; } } }.With("RAGPRUNER_TENANT_MODE", "claim");
        (await Gateway.CallAsync(host, Gateway.Event(version))).Status.ShouldBe(200);
        asked.ShouldBe(new TenantClause("tenant", "t1"));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("[\"a\",\"b\"]")]
    [InlineData("null")]
    public async Task A_claim_that_is_no_text_does_not_cost_the_request(string claim)
    {
        var request = Gateway.Event("http", change: e => e["requestContext"]!["authorizer"]!["jwt"]!["claims"]!["other"] = System.Text.Json.Nodes.JsonNode.Parse(claim));
        (await Gateway.CallAsync(new TestHost(), request)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_authorizer_that_is_no_object_is_no_event() =>
        await Should.ThrowAsync<PrunerInvalidInput>(() => new TestHost().TextAsync("Api", """{"version":"2.0","rawPath":"/v1/answer","requestContext":{"authorizer":"jwt","http":{"method":"POST"}}}"""));

    [Fact]
    public async Task A_tenant_may_be_a_number()
    {
        var retriever = new FakeRetriever(Make.Context(1)) { Before = (q, _) => q.Tenant!.Value == "7" ? Task.CompletedTask : throw new InvalidOperationException() };
        var host = new TestHost { Retriever = retriever }.With("RAGPRUNER_TENANT_MODE", "claim");
        var request = Gateway.Event("http", change: e => e["requestContext"]!["authorizer"]!["jwt"]!["claims"]!["custom:tenant"] = 7);
        (await Gateway.CallAsync(host, request)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_lambda_authorizers_own_keys_are_claims_too()
    {
        var rest = Gateway.Event("rest", change: e => e["requestContext"]!["authorizer"] = new JsonObject { ["principalId"] = "p", ["custom:tenant"] = "t1" });
        var http = Gateway.Event("http", change: e => e["requestContext"]!["authorizer"] = new JsonObject { ["lambda"] = new JsonObject { ["custom:tenant"] = "t1" } });
        foreach (var apiEvent in new[] { rest, http })
            (await Gateway.CallAsync(new TestHost().With("RAGPRUNER_TENANT_MODE", "claim"), apiEvent)).Status.ShouldBe(200);
    }

    public static TheoryData<string, int, Action<JsonObject>> Strangers { get; } = new()
    {
        { "rest", 401, e => e["requestContext"]!.AsObject().Remove("authorizer") },
        { "http", 401, e => e["requestContext"]!.AsObject().Remove("authorizer") },
        { "rest", 403, e => e["requestContext"]!["authorizer"]!["claims"]!.AsObject().Remove("custom:tenant") },
        { "http", 403, e => e["requestContext"]!["authorizer"]!["jwt"]!["claims"]!.AsObject().Remove("custom:tenant") },
        { "rest", 403, e => e["requestContext"]!["authorizer"]!["claims"]!["custom:tenant"] = " " },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Without_a_verified_tenant_nothing_is_retrieved(string version, int status, Action<JsonObject> change)
    {
        var host = new TestHost { Retriever = new FakeRetriever { Before = (_, _) => throw new InvalidOperationException("called") } }.With("RAGPRUNER_TENANT_MODE", "claim");
        var (actual, _, body) = await Gateway.CallAsync(host, Gateway.Event(version, change: change));
        actual.ShouldBe(status);
        body.GetProperty("error").GetString().ShouldBe("PrunerForbidden");
    }

    [Fact]
    public async Task The_configured_tenant_wins_over_claims_with_the_mode_single()
    {
        TenantClause? asked = null;
        var host = new TestHost { Retriever = new FakeRetriever(Make.Context(1)) { Before = (q, _) => { asked = q.Tenant; return Task.CompletedTask; } } }.With("RAGPRUNER_TENANT", "own").With("RAGPRUNER_TENANT_KEY", "org");
        await Gateway.CallAsync(host, Gateway.Event("rest"));
        asked.ShouldBe(new TenantClause("org", "own"));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Lambda.Tests.Support;
using RagPruner.Pipeline;

namespace RagPruner.Lambda.Tests;

public sealed class RerankTests : IDisposable
{
    private const string Request = """{"model": "rerank-v3.5", "query": "When does the ferry leave?", "documents": ["one", "two", "three", "four", "five"], "future": {"a": [1]}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("ragpruner-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rest", "1")]
    [InlineData("rest", "2")]
    [InlineData("http", "1")]
    [InlineData("http", "2")]
    public async Task The_order_is_the_librarys_own_on_the_same_evidence(string gateway, string version)
    {
        var host = new TestHost();
        var (status, _, body) = await RerankAsync(host, Request, version, gateway);
        status.ShouldBe(200);
        var own = await new ContextPruner(host.Drafter).PruneAsync(new PruneRequest("When does the ferry leave?") { Documents = [.. new[] { "one", "two", "three", "four", "five" }.Select(t => new Document(t))] });
        Results(body).Select(r => $"doc-{r.GetProperty("index").GetInt32() + 1}").ShouldBe(own.Judgement.Contexts.Select(c => c.Context.Id));
        Results(body).Select(r => (r.GetProperty("disposition").GetString(), r.GetProperty("reason").GetString()))
            .ShouldBe(own.Judgement.Contexts.Select(c => ((string?)Bodies.NameOf(c.Disposition), (string?)c.Reason)));
        Relevance(body).ShouldBeInOrder(SortDirection.Descending);
        Relevance(body).ShouldAllBe(r => r > 0 && r < 1);
        body.GetProperty("meta").GetProperty("api_version").GetProperty("version").GetString().ShouldBe(version);
        body.GetProperty("meta").GetProperty("warnings")[0].GetString()!.ShouldContain("for ranking only");
        var tokens = body.GetProperty("meta").GetProperty("tokens");
        body.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(tokens.GetProperty("input_tokens").GetInt32() + tokens.GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Top_n_keeps_and_hands_back_the_best()
    {
        var whole = await RerankAsync(new TestHost(), Request);
        var (_, _, best) = await RerankAsync(new TestHost(), Request.Replace("\"future\"", "\"top_n\": 2, \"return_documents\": true, \"future\"", StringComparison.Ordinal));
        Results(best).Select(r => r.GetProperty("index").GetInt32()).ShouldBe(Results(whole.Body).Take(2).Select(r => r.GetProperty("index").GetInt32()));
        Results(best).ShouldAllBe(r => r.GetProperty("disposition").GetString() == "kept" && r.GetProperty("document").GetProperty("text").GetString()!.Length > 2);
        Results(whole.Body).ShouldAllBe(r => !HasDocument(r));
        var (_, _, all) = await RerankAsync(new TestHost(), Request.Replace("\"future\"", "\"top_n\": 99999999999, \"future\"", StringComparison.Ordinal));
        Results(all).Count.ShouldBe(5);
    }

    [Fact]
    public async Task What_has_no_score_comes_last_and_a_copy_beside_its_twin()
    {
        var host = new TestHost { Drafter = ByText() };
        var documents = new[] { "fails", "good", "good ", "better", "" }.Concat(Enumerable.Range(0, 40).Select(i => $"filler {i}")).ToArray();
        var (_, _, body) = await RerankAsync(host, new JsonObject { ["query"] = "q", ["documents"] = new JsonArray([.. documents.Select(d => (JsonNode)d)]) }.ToJsonString());
        var results = Results(body);
        results.Select(r => r.GetProperty("index").GetInt32()).Order().ShouldBe(Enumerable.Range(0, documents.Length));
        var twin = results.FindIndex(r => r.GetProperty("index").GetInt32() == 1);
        results[twin + 1].GetProperty("disposition").GetString().ShouldBe("merged");
        results[twin + 1].GetProperty("relevance_score").GetDouble().ShouldBe(results[twin].GetProperty("relevance_score").GetDouble());
        var unscored = results.FindIndex(r => r.GetProperty("index").GetInt32() == 0);
        results[unscored..].Select(r => r.GetProperty("reason").GetString()).Distinct().ShouldBe([Reasons.DraftBlocked, Reasons.NoText, Reasons.OverLimit]);
        Relevance(body).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task With_top_n_a_document_that_failed_is_not_taken_for_a_bad_one()
    {
        var host = new TestHost { Drafter = ByText() };
        var (_, _, body) = await RerankAsync(host, """{"query": "q", "documents": ["fails", "good", "better"], "top_n": 3}""");
        Results(body).Select(r => r.GetProperty("index").GetInt32()).ShouldBe([1, 2, 0]);
    }

    [Fact]
    public async Task With_a_profile_that_fits_the_relevance_is_its_probability()
    {
        var profile = Labelled.Profile();
        profile = profile with { Features = [.. profile.Features.Where(f => f.Name == "question-likelihood")] };
        var path = Path.Combine(_folder, "profile.json");
        await File.WriteAllTextAsync(path, ProfileJson.Write(profile with { DraftModel = "local-draft", Prompt = $"{DraftPrompt.Hash}-openaicompletion-chatml" }));
        var (_, _, body) = await RerankAsync(new TestHost().With("RAGPRUNER_PROFILE", path), Request);
        body.GetProperty("meta").TryGetProperty("warnings", out _).ShouldBeFalse();
        var scores = (await new TestHost().With("RAGPRUNER_PROFILE", path).InvokeAsync("PruneContexts", """{"question": "When does the ferry leave?", "documents": [{"text": "one"}, {"text": "two"}, {"text": "three"}, {"text": "four"}, {"text": "five"}]}"""))
            .GetProperty("contexts").EnumerateArray().Select(c => profile.Probability.Of(c.GetProperty("score").GetDouble(), relevance: null));
        Relevance(body).ShouldBe(scores);
    }

    [Theory]
    [InlineData("""{"query": "q", "documents": [{"text": "one", "page": 1}, {"text": "two"}]}""")]
    [InlineData("""{"query": "q", "documents": [{"title": "one", "body": "x"}, {"title": "two"}], "rank_fields": ["title", "body"]}""")]
    [InlineData("""{"query": "q", "documents": ["one", "two"], "model": null, "top_n": null, "rank_fields": null, "return_documents": null, "max_tokens_per_doc": 4096}""")]
    public async Task Every_form_of_documents_is_read(string request)
    {
        var host = new TestHost();
        (await RerankAsync(host, request)).Status.ShouldBe(200);
        host.Drafter.Requests.Select(r => r.Context.Text.Split('\n')[0]).Order(StringComparer.Ordinal).ShouldBe(["one", "two"]);
    }

    public static TheoryData<int, string, string> Refused { get; } = new()
    {
        { 400, "query is required.", """{"documents": ["a"]}""" },
        { 400, "query is empty.", """{"query": " ", "documents": ["a"]}""" },
        { 400, "query is longer than 1000 characters.", $$"""{"query": "{{new string('q', 1001)}}", "documents": ["a"]}""" },
        { 400, "query must be a text.", """{"query": ["q"], "documents": ["a"]}""" },
        { 400, "documents is required.", """{"query": "q"}""" },
        { 400, "documents must be a list of 1 to 100.", """{"query": "q", "documents": []}""" },
        { 400, "documents must be a list of 1 to 100.", """{"query": "q", "documents": "a"}""" },
        { 400, "documents must be a list of 1 to 100.", $$"""{"query": "q", "documents": [{{string.Join(',', Enumerable.Repeat("\"a\"", 101))}}]}""" },
        { 400, "documents[1] must be a text, or an object with a text.", """{"query": "q", "documents": ["a", 7]}""" },
        { 400, "documents[0].text must be a text.", """{"query": "q", "documents": [{"body": "a"}]}""" },
        { 400, "documents[0] has none of rank_fields as a text.", """{"query": "q", "documents": [{"body": "a"}], "rank_fields": ["title"]}""" },
        { 400, "top_n must be at least 1.", """{"query": "q", "documents": ["a"], "top_n": 0}""" },
        { 400, "top_n must be a whole number.", """{"query": "q", "documents": ["a"], "top_n": "3"}""" },
        { 400, "return_documents must be true or false.", """{"query": "q", "documents": ["a"], "return_documents": 1}""" },
        { 400, "The body holds a text that is not valid Unicode, at byte", """{"query": "q", "documents": ["\ud800"]}""" },
        { 400, "The body is not valid JSON", "{" },
        { 400, "The body must be an object.", "[]" },
        { 413, "The body is longer than 1048576 bytes.", $$"""{"query": "q", "documents": ["{{new string('a', 1_048_576)}}"]}""" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_wrong_is_told_in_coheres_shape(int status, string message, string request)
    {
        var host = new TestHost();
        var (actual, _, body) = await RerankAsync(host, request);
        actual.ShouldBe(status);
        body.EnumerateObject().Select(m => m.Name).ShouldBe(["id", "message", "error"]);
        body.GetProperty("message").GetString()!.ShouldStartWith(message);
        host.Drafter.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_not_verified_is_refused_with_the_mode_claim()
    {
        var request = Event(Request, "2", "http", e => e["requestContext"]!.AsObject().Remove("authorizer"));
        var (status, _, body) = await Gateway.CallAsync(new TestHost().With("RAGPRUNER_TENANT_MODE", "claim"), request);
        (status, body.GetProperty("error").GetString()).ShouldBe((401, "PrunerForbidden"));
    }

    [Fact]
    public async Task No_text_of_a_request_is_in_the_log()
    {
        var host = new TestHost();
        await RerankAsync(host, """{"query": "secretquery", "documents": ["secretdocument", {"text": "secretobject", "secretmember": "secretvalue"}]}""");
        await RerankAsync(host, """{"query": "secretquery", "documents": [{"secretmember": "secretvalue"}]}""");
        host.Records.Count.ShouldBe(2);
        host.Records.ShouldAllBe(r => !r.Contains("secret"));
    }

    /// <summary>Fails where the text says so; else the better the earlier.</summary>
    private static FakeDrafter ByText() => new((r, _) => r.Context.Text switch
    {
        "fails" => Task.FromResult(DraftReply.Refused(Reasons.DraftBlocked)),
        _ => Task.FromResult(DraftReply.With(Make.Evidence(-0.1 * r.Context.Rank, -r.Context.Rank))),
    });

    private static Task<(int Status, JsonElement Headers, JsonElement Body)> RerankAsync(TestHost host, string request, string version = "2", string gateway = "rest") =>
        Gateway.CallAsync(host, Event(request, version, gateway));

    private static string Event(string request, string version, string gateway, Action<JsonObject>? change = null) => Gateway.Event(gateway, request, e =>
    {
        Gateway.Path(e, $"/v{version}/rerank");
        change?.Invoke(e);
    });

    private static List<JsonElement> Results(JsonElement body) => [.. body.GetProperty("results").EnumerateArray()];

    private static IReadOnlyList<double> Relevance(JsonElement body) => [.. Results(body).Select(r => r.GetProperty("relevance_score").GetDouble())];

    private static bool HasDocument(JsonElement result) => result.TryGetProperty("document", out _);
}

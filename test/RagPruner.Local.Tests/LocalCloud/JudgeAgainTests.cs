using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RagPruner.Local.Tests.Support;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>What a reply lists is sent back, and judged without a call.</summary>
public sealed class JudgeAgainTests : IAsyncLifetime
{
    private const string Question = "What is charged for moving a standard ticket to another day?";
    private static readonly string[] s_all = ["contexts", "texts", "tokens", "why"];

    private readonly Up _up = new();
    private readonly HttpClient _http = new();

    public static TheoryData<string> Scorers => [.. Catalog.Default.ScorerNames];

    public async ValueTask InitializeAsync() => await _up.StartAsync("up", "--port", "0");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _up.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Scorers))]
    public async Task The_same_request_gives_the_same_verdicts_and_calls_nothing(string scorer)
    {
        foreach (var onConflict in new[] { "flag", "drop" })
        {
            var request = new JsonObject { ["question"] = Question, ["scorer"] = scorer, ["onConflict"] = onConflict, ["include"] = Names(s_all) };
            var first = await PostAsync("/v1/prune", request);
            request["evidence"] = first["contexts"]!.DeepClone();
            Schemas.Check("request", request.ToJsonString());
            var again = await PostAsync("/v1/prune", request);
            again["contexts"]!.ToJsonString().ShouldBe(first["contexts"]!.ToJsonString());
            again["conflicts"]?.ToJsonString().ShouldBe(first["conflicts"]?.ToJsonString());
            again["prompt"]!.ToJsonString().ShouldBe(first["prompt"]!.ToJsonString());
            ((int)again["usage"]!["calls"]!).ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("retrieval")]
    [InlineData("question-likelihood")]
    [InlineData("mean-logprob")]
    [InlineData("grounding")]
    [InlineData("consensus")]
    public async Task Another_scorer_says_of_evidence_what_it_would_have_said_at_first(string scorer)
    {
        // Everything that one drafting call returns is there, whatever the scorer that it was collected for.
        var collected = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) });
        var own = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["scorer"] = scorer, ["include"] = Names(s_all) });
        var again = await PostAsync("/v1/prune", new JsonObject
        {
            ["question"] = Question,
            ["scorer"] = scorer,
            ["include"] = Names(s_all),
            ["evidence"] = collected["contexts"]!.DeepClone(),
        });
        Verdicts(again).ShouldBe(Verdicts(own));
    }

    [Fact]
    public async Task What_is_wanted_beyond_the_score_does_not_change_the_verdict()
    {
        var plain = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question });
        var whole = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) });
        Verdicts(whole).ShouldBe(Verdicts(plain));
        whole["contexts"]!.AsArray().Count(c => c!["evidence"]?["measured"]?["tokens"] is not null).ShouldBeGreaterThan(5);
        plain["contexts"]!.AsArray().ShouldAllBe(c => c!["evidence"] == null || c["evidence"]!["draft"] == null);
    }

    [Fact]
    public async Task An_answer_from_evidence_pays_for_the_answer_alone_and_can_be_from_everything()
    {
        var collected = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) });
        var answered = await PostAsync("/v1/answer", new JsonObject
        {
            ["question"] = Question,
            ["scorer"] = "retrieval",
            ["keep"] = new JsonObject { ["rule"] = "top-k", ["k"] = 100 },
            ["evidence"] = collected["contexts"]!.DeepClone(),
        });
        ((int)answered["usage"]!["calls"]!).ShouldBe(1);
        answered["contexts"]!.AsArray().ShouldAllBe(c => (string?)c!["disposition"] == "kept" || (string?)c["disposition"] == "merged");
        ((string?)answered["answer"]!["text"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_scorer_that_needs_more_is_refused_and_those_that_can_be_used_are_named()
    {
        var collected = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) });
        var message = await RefusedAsync(new JsonObject { ["question"] = Question, ["scorer"] = "gain", ["evidence"] = collected["contexts"]!.DeepClone() });
        message.ShouldBe("The scorer gain needs evidence that was not collected (ClosedBook); usable here: retrieval, mean-logprob, question-likelihood, grounding, consensus, blend.");
    }

    [Theory]
    [InlineData("""[]""", "evidence must be a list of 1 to 100.")]
    [InlineData("""[null]""", "evidence[0] is not as a response lists it: evidence takes the contexts of one that was asked for with include texts and tokens.")]
    [InlineData("""[{"id": "a"}]""", "evidence[0] is not as a response lists it")]
    [InlineData("""[{"id": "a", "rank": 1, "retrievalScore": null, "score": null, "evidence": {"meanLogprob": "secret"}, "disposition": "kept", "reason": "x", "uri": null}]""", "evidence[0].evidence.meanLogprob is not as")]
    [InlineData("""[{"id": "a", "rank": 1, "retrievalScore": null, "score": null, "evidence": null, "disposition": "kept", "reason": "x", "uri": null, "secret": 1}]""", "evidence[0] is not as")]
    [InlineData("""[{"id": "a", "rank": 1, "retrievalScore": null, "score": null, "evidence": null, "disposition": "kept", "reason": "x", "uri": null}]""", "evidence[0].text is required, and tokens at least 0: ask with include texts and tokens.")]
    [InlineData("""[{"id": "a", "rank": 1, "retrievalScore": null, "score": null, "evidence": {"meanLogprob": null, "questionLogprob": null, "draftTokens": 0}, "disposition": "kept", "reason": "x", "uri": null, "text": "t"}]""", "evidence[0].evidence.draft is required")]
    [InlineData("""[{"id": "a", "rank": 0, "retrievalScore": null, "score": null, "evidence": null, "disposition": "kept", "reason": "x", "uri": null, "text": "t"}]""", "evidence[0].rank must be at least 1, and no two the same.")]
    [InlineData("""[{"id": "", "rank": 1, "retrievalScore": null, "score": null, "evidence": null, "disposition": "kept", "reason": "x", "uri": null, "text": "t"}]""", "evidence[0].id must have 1 to 1024 characters, and no two the same.")]
    [InlineData("""[{"id": "a", "rank": 1, "retrievalScore": null, "score": null, "evidence": null, "disposition": "merged", "reason": "duplicate", "mergedInto": "b", "uri": null, "text": "t"}]""", "evidence[0].mergedInto is the id of no other context here.")]
    [InlineData("""[{"id": "a", "rank": 1, "retrievalScore": null, "score": null, "evidence": null, "disposition": "kept", "reason": "x", "uri": null, "text": "t", "trust": -1}]""", "evidence[0].trust must be at least 0.")]
    public async Task What_is_wrong_with_evidence_is_named_by_its_place_and_quotes_nothing(string evidence, string message)
    {
        var said = await RefusedAsync(new JsonObject { ["question"] = Question, ["scorer"] = "retrieval", ["evidence"] = JsonNode.Parse(evidence) });
        said.ShouldStartWith(message);
        said.ShouldNotContain("secret");
    }

    [Fact]
    public async Task More_than_can_have_been_drafted_from_is_refused()
    {
        var one = (await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) }))["contexts"]!.AsArray().First(c => c!["evidence"] is not null)!;
        JsonArray many = [.. Enumerable.Range(1, 26).Select(i => { var copy = one.DeepClone(); (copy["id"], copy["rank"]) = ($"c{i}", i); return copy; })];
        (await RefusedAsync(new JsonObject { ["question"] = Question, ["evidence"] = many })).ShouldBe("evidence may hold at most 25 contexts that were drafted from.");
        var wordy = one.DeepClone();
        wordy["evidence"]!["draft"] = new string('x', 2_000);
        (await RefusedAsync(new JsonObject { ["question"] = Question, ["evidence"] = new JsonArray(wordy) })).ShouldBe("evidence[0].evidence has a draft or a scent of more than 1536 characters.");
    }

    [Fact]
    public async Task An_answer_needs_the_texts_a_verdict_does_not()
    {
        var evidence = (await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) }))["contexts"]!;
        foreach (var context in evidence.AsArray())
            context!["text"] = "";
        var request = new JsonObject { ["question"] = Question, ["evidence"] = evidence.DeepClone() };
        (await PostAsync("/v1/prune", request))["contexts"]!.AsArray().Count(c => (string?)c!["disposition"] == "kept").ShouldBe(3);
        using var refused = await SendAsync("/v1/answer", request);
        ((string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["message"]).ShouldBe("evidence lacks the text of a context that is kept, and an answer needs it.");
    }

    [Theory]
    [InlineData("documents", """[{"text": "a"}]""")]
    [InlineData("filter", """{"equals": {"key": "a", "value": 1}}""")]
    [InlineData("contexts", "3")]
    public async Task Evidence_excludes_what_is_retrieved_by(string member, string value)
    {
        var collected = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) });
        var message = await RefusedAsync(new JsonObject { ["question"] = Question, ["evidence"] = collected["contexts"]!.DeepClone(), [member] = JsonNode.Parse(value) });
        message.ShouldBe("evidence excludes documents, filter and contexts: with it nothing is retrieved.");
    }

    [Fact]
    public async Task What_failed_stays_without_a_score_however_it_is_judged()
    {
        var collected = (await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all) }))["contexts"]!.AsArray();
        var failed = collected.First(c => (string?)c!["disposition"] == "pruned" && (string?)c["reason"] == "below_top_k")!;
        (failed["disposition"], failed["reason"], failed["evidence"], failed["score"]) = ("unscored", "draft_throttled", null, null);
        var again = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["include"] = Names(s_all), ["evidence"] = collected.DeepClone() });
        var still = again["contexts"]!.AsArray().Single(c => (string?)c!["id"] == (string?)failed["id"])!;
        ((string?)still["disposition"], (string?)still["reason"], (string?)still["why"]).ShouldBe(("unscored", "draft_throttled", "its draft failed: the model was asked too often"));
        ((string?)again["status"]).ShouldBe("partial");
        // The retriever's order needs no draft, so that nothing is missing to it.
        var retrieval = await PostAsync("/v1/prune", new JsonObject { ["question"] = Question, ["scorer"] = "retrieval", ["evidence"] = collected.DeepClone() });
        ((string?)retrieval["status"]).ShouldBe("complete");
    }

    private static string[] Verdicts(JsonNode body) =>
        [.. body["contexts"]!.AsArray().Select(c => $"{c!["id"]} {c["disposition"]} {c["reason"]} {c["score"]?.ToJsonString()}")];

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(n => (JsonNode)n)];

    private async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var reply = await SendAsync(path, body);
        var text = await reply.Content.ReadAsStringAsync();
        reply.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        Schemas.Check("response", text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> RefusedAsync(JsonObject body)
    {
        using var reply = await SendAsync("/v1/prune", body);
        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return (string)JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["message"]!;
    }

    private Task<HttpResponseMessage> SendAsync(string path, JsonObject body) =>
        _http.PostAsync(_up.Address + path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
}

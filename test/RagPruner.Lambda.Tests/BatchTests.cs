using System.Text.Json.Nodes;
using RagPruner.Errors;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class BatchTests
{
    [Fact]
    public async Task An_item_may_bring_its_own_documents()
    {
        var host = new TestHost { Retriever = null };
        var results = JsonNode.Parse(await host.TextAsync("Batch", """{"Items": [{"id": 1, "question": "When?", "documents": [{"id": "a", "text": "At nine."}]}, {"id": 2, "question": "When?"}]}"""))!.AsArray();
        results[0]!["result"]!["contexts"]![0]!["id"]!.GetValue<string>().ShouldBe("a");
        results[1]!["error"]!["message"]!.GetValue<string>().ShouldStartWith("documents is required");
        var empty = JsonNode.Parse(await host.TextAsync("Batch", """{"Items": [{"id": 1, "question": "When?", "documents": [{"text": ""}]}, {"id": 2, "question": "When?", "documents": [{"text": "At nine."}]}], "BatchInput": {"brief": true}}"""))!.AsArray();
        empty.Select(r => r!["error"] is null).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Every_item_has_one_result_and_a_bad_one_fails_nobody_else()
    {
        var results = await RunAsync(new TestHost(), """
            {"BatchInput": {"defaults": {"contexts": 4}}, "Items": [{"id": "a", "question": "When?"}, {"id": 7}, {"id": "b", "question": "Where?", "contexts": 99}, {"question": "no id"}, "no object", {"id": "c", "question": "Who?", "extra": 1}, {"id": "d", "question": "Why?"}]}
            """);
        results.Select(r => (string?)r!["id"]).ShouldBe(["a", "7", "b", null, null, "c", "d"]);
        results.Select(r => (int)r!["index"]!).ShouldBe(Enumerable.Range(0, 7));
        results.Select(r => (string?)r!["error"]?["message"]).ShouldBe(
            [null, "question is required.", "contexts must be from 1 to 25.", "id is required.", "The body must be an object.", "The body has an unknown member at byte 32; known: id, question, contexts, scorer, keep, filter, candidates, onConflict, deadlineMs, include, documents, evidence.", null]);
        results.ShouldAllBe(r => r!["error"] == null != (r["result"] == null));
        results[0]!["result"]!["contexts"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task In_brief_a_result_is_what_a_file_of_answers_needs()
    {
        var results = await RunAsync(new TestHost(), """{"BatchInput": {"brief": true}, "Items": [{"id": "a", "question": "When?"}, {"id": "b"}]}""");
        results[0]!["result"].ShouldBeNull();
        results[0]!["brief"]!.AsObject().Select(m => m.Key).ShouldBe(["status", "text", "contextIds", "action", "costUsd", "savedUsd"]);
        results[0]!["brief"]!["contextIds"]!.ToJsonString().ShouldBe("""["c1"]""");
        results[1]!["error"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Long_answers_are_cut_to_what_the_state_carries_rather_than_lost(bool isBrief)
    {
        var host = new TestHost { Generator = new FakeGenerator(string.Concat(Enumerable.Repeat("Größe \"nine\" \U0001F600", 6000))) };
        var items = string.Join(',', Enumerable.Range(0, 10).Select(i => $$"""{"id":{{i}},"question":"When?"}"""));
        var text = await host.TextAsync("Batch", $$"""{"BatchInput":{"brief":{{(isBrief ? "true" : "false")}}},"Items":[{{items}}]}""");
        System.Text.Encoding.UTF8.GetByteCount(text).ShouldBeLessThan(262_144);
        var results = JsonNode.Parse(text)!.AsArray();
        results.Count.ShouldBe(10);
        results.ShouldAllBe(r => (bool)r!["brief"]!["isCut"]! && ((string)r["brief"]!["text"]!).Length > 10_000);
    }

    [Fact]
    public async Task A_single_item_is_a_batch_of_one() =>
        (await RunAsync(new TestHost(), """{"id": 1, "question": "When?"}""")).Single()!["result"]!["status"]!.GetValue<string>().ShouldBe("complete");

    [Fact]
    public async Task A_model_that_is_being_loaded_fails_the_batch_before_anything_is_paid_for()
    {
        var host = new TestHost { Retriever = new FakeRetriever { Before = (_, _) => throw new PrunerModelNotReady("cold") } };
        const string Items = """[{"id": "bad"}, {"id": "a", "question": "When?"}]""";
        await Should.ThrowAsync<PrunerModelNotReady>(() => RunAsync(host, $$"""{"Items": {{Items}}}"""));
        var results = await RunAsync(host, $$"""{"BatchInput": {"lastAttempt": true}, "Items": {{Items}}}""");
        results.Select(r => (string?)r!["error"]!["error"]).ShouldBe(["PrunerInvalidInput", "PrunerModelNotReady"]);
    }

    [Fact]
    public async Task After_a_success_a_throttled_item_is_a_result()
    {
        var asked = 0;
        var host = new TestHost { Retriever = new FakeRetriever(Make.Context(1)) { Before = (_, _) => ++asked == 1 ? Task.CompletedTask : throw new PrunerThrottled("t") { RetryAfter = TimeSpan.FromHours(1) } } };
        var results = await RunAsync(host, """{"Items": [{"id": "a", "question": "When?"}, {"id": "b", "question": "Where?"}]}""");
        results.Select(r => (string?)r!["error"]?["error"]).ShouldBe([null, "PrunerThrottled"]);
    }

    [Fact]
    public async Task What_the_time_does_not_reach_is_listed_as_that()
    {
        var results = JsonNode.Parse(await new TestHost().TextAsync("Batch", """{"Items": [{"id": "a", "question": "When?"}]}""", remainingSeconds: 0.4))!.AsArray();
        results.Single()!["error"]!["error"]!.GetValue<string>().ShouldBe("PrunerDeadlineExceeded");
    }

    [Fact]
    public async Task Each_item_leaves_a_record_of_its_own()
    {
        var host = new TestHost();
        await RunAsync(host, """{"Items": [{"id": "a", "question": "When?"}, {"id": "b"}]}""");
        host.Records.Count.ShouldBe(2);
        host.Records[1].ShouldContain("\"ClientErrors\":1");
    }

    [Theory]
    [InlineData("""{"Items": 7}""")]
    [InlineData("""{"Items": null}""")]
    [InlineData("""{"Items": [], "BatchInput": 7}""")]
    public async Task What_is_no_batch_is_refused(string payload) =>
        await Should.ThrowAsync<PrunerInvalidInput>(() => RunAsync(new TestHost(), payload));

    private static async Task<JsonArray> RunAsync(TestHost host, string payload) => JsonNode.Parse(await host.TextAsync("Batch", payload))!.AsArray();
}

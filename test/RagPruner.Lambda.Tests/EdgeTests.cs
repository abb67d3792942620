using RagPruner.Errors;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

/// <summary>Odd input that must end in the contract's words all the same.</summary>
public sealed class EdgeTests
{
    [Theory]
    [InlineData("Answer", """{"question": "q", "deadlineMs": 0}""", "deadlineMs must be above 0.")]
    [InlineData("Answer", """{"question": "q", "filter": {"in": {"key": "k", "value": [null]}}}""", "filter.in.value is of the wrong type.")]
    [InlineData("Answer", """{"question": "q", "filter": {"equals": {"key": "k", "value": 1e999}}}""", "filter.equals.value is of the wrong type.")]
    [InlineData("Draft", """{"question": "q", "task": {"fence": "f", "uses": null}, "context": {"id": "a", "rank": 1, "text": "t", "tokens": 1}}""", "The payload is not what this stage takes, at task.uses.")]
    [InlineData("Draft", """{"question": "q", "task": {"fence": "f", "uses": [null]}, "context": {"id": "a", "rank": 1, "text": "t", "tokens": 1}}""", "task.uses has an unknown kind of evidence.")]
    [InlineData("Prune", """{"requestId": "r", "next": "judge", "request": {"question": "q"}, "isBlocked": false, "task": {"fence": "f", "uses": []}, "rest": null, "settled": [], "usage": {"calls": 1, "inputTokens": 0, "outputTokens": 0, "milliseconds": 1}}""", "The payload is not what this stage takes, at rest.")]
    [InlineData("Prune", """{"requestId": "r", "next": "judge", "request": {"question": "q"}, "isBlocked": false, "task": {"fence": "f", "uses": []}, "rest": [null], "settled": [], "usage": {"calls": 1, "inputTokens": 0, "outputTokens": 0, "milliseconds": 1}}""", "The payload has a list with a null in it.")]
    public async Task Is_invalid_input_and_no_defect(string function, string payload, string message) =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new TestHost().InvokeAsync(function, payload))).Message.ShouldBe(message);

    [Theory]
    [InlineData("""{"question": "q", "keep": {"rule": "gap", "k": null}}""")]
    [InlineData("""{"question": "q", "keep": {"rule": "top-k", "k": 2, "cut": null}, "deadlineMs": null}""")]
    public async Task Null_is_the_same_as_left_out(string payload) => (await new TestHost().InvokeAsync("Answer", payload)).GetProperty("status").GetString().ShouldBe("complete");

    [Fact]
    public async Task Base64_without_a_body_is_refused_as_an_empty_one()
    {
        var (status, _, body) = await Gateway.CallAsync(new TestHost(), Gateway.Event("http", body: null, json => json["isBase64Encoded"] = true));
        (status, body.GetProperty("error").GetString()).ShouldBe((400, "PrunerInvalidInput"));
    }

    [Fact]
    public async Task An_id_that_is_no_text_fails_its_item_and_not_the_batch()
    {
        var results = (await new TestHost().InvokeAsync("Batch", """{"Items": [{"id": "\ud800", "question": "q"}, {"id": 12345678901, "question": "q"}]}""")).EnumerateArray().ToArray();
        results[0].GetProperty("error").GetProperty("error").GetString().ShouldBe("PrunerInvalidInput");
        (results[1].GetProperty("id").GetString(), results[1].TryGetProperty("result", out _)).ShouldBe(("12345678901", true));
    }

    [Fact]
    public async Task Null_in_an_item_leaves_the_batchs_default()
    {
        var host = new TestHost { Drafter = new FakeDrafter(_ => throw new PrunerBug("not to be reached")) };
        var results = await host.InvokeAsync("Batch", """{"BatchInput": {"defaults": {"scorer": "retrieval", "deadlineMs": 10000}}, "Items": [{"id": "a", "question": "q", "deadlineMs": null, "scorer": null}]}""");
        results[0].TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_batch_that_fails_as_a_whole_leaves_one_record()
    {
        var host = new TestHost { Drafter = new FakeDrafter(_ => throw new PrunerThrottled("injected")) };
        await Should.ThrowAsync<PrunerException>(() => host.InvokeAsync("Batch", """{"Items": [{"id": "a", "question": "q"}]}"""));
        host.Records.Count.ShouldBe(1);
    }

    [Fact]
    public async Task All_stages_of_an_execution_are_logged_under_its_id()
    {
        var host = new TestHost();
        await new StateMachine(host).RunAsync("""{"question": "q", "contexts": 3}""");
        host.Records.Count.ShouldBe(6);
        host.Records.ShouldAllBe(r => r.Contains("\"requestId\":\"execution-1\",\"invocationId\":\"request-1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_id_that_could_be_a_text_is_not_logged()
    {
        var host = new TestHost();
        await host.InvokeAsync("Retrieve", """{"request": {"question": "q"}, "requestId": "what somebody said"}""");
        host.Records[0].ShouldNotContain("somebody");
    }

    [Fact]
    public void A_function_with_wrong_settings_restores_from_its_snapshot_all_the_same()
    {
        var host = FunctionHost.Create(Parts.All, new Dictionary<string, string>(StringComparer.Ordinal), () => throw new PrunerBug("not to be reached"), new TestHost(), TimeProvider.System);
        host.Restore();
        Should.Throw<PrunerMisconfigured>(() => host.Deployment);
    }

    [Fact]
    public void A_connection_that_fails_after_a_restore_is_the_problem_of_every_request()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RAGPRUNER_FINAL_MODEL"] = "final" };
        var isFirst = true;
        var host = FunctionHost.Create(Parts.Generator, environment, () => isFirst ? Bedrock.BedrockClients.Create("us-east-1") : throw new PrunerMisconfigured("no region"), new TestHost(), TimeProvider.System);
        host.Deployment.ShouldNotBeNull();
        isFirst = false;
        host.Restore();
        Should.Throw<PrunerMisconfigured>(() => host.Deployment).Message.ShouldBe("no region");
    }
}

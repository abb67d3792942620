using System.Text.Json;
using RagPruner.Errors;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

public sealed class ActionGroupTests
{
    [Fact]
    public async Task An_agent_calls_a_function_by_its_parameters()
    {
        var response = (await new TestHost().InvokeAsync("PruneContexts", TestHost.Event("prune-contexts-agent"))).GetProperty("response");
        (response.GetProperty("actionGroup").GetString(), response.GetProperty("function").GetString()).ShouldBe(("contexts", "prune_contexts"));
        var result = TestHost.Parse(response.GetProperty("functionResponse").GetProperty("responseBody").GetProperty("TEXT").GetProperty("body").GetString()!);
        result.GetProperty("kept").EnumerateArray().Count().ShouldBe(3);
        result.GetProperty("kept")[0].GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
        result.GetProperty("left_out").EnumerateArray().ShouldAllBe(l => l.GetProperty("why").GetString()!.Length > 5);
    }

    [Fact]
    public async Task An_agent_calls_a_path_with_a_body()
    {
        var response = (await new TestHost().InvokeAsync("Answer", TestHost.Event("answer-agent"))).GetProperty("response");
        (response.GetProperty("apiPath").GetString(), response.GetProperty("httpStatusCode").GetInt32()).ShouldBe(("/v1/answer", 200));
        var result = TestHost.Parse(response.GetProperty("responseBody").GetProperty("application/json").GetProperty("body").GetString()!);
        result.GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
        result.GetProperty("citations")[0].GetProperty("id").GetString().ShouldBe("c1");
    }

    [Theory]
    [InlineData("""[{"name": "question", "type": "string", "value": ""}]""", "question is required.")]
    [InlineData("""[{"name": "question", "type": "string", "value": "When?"}, {"name": "contexts", "type": "integer", "value": "many"}]""", "A parameter is not of its type")]
    [InlineData("""[{"name": "question", "type": "string", "value": "When?"}, {"name": "contexts", "type": "integer", "value": "99"}]""", "contexts must be from 1 to 25.")]
    [InlineData("""[{"name": "question", "type": "string", "value": "When?"}, {"name": "documents", "type": "array", "value": "[{text=a}]"}]""", "A parameter is not of its type")]
    public async Task What_an_agent_gets_wrong_it_is_asked_for_again_and_the_log_says_so(string parameters, string message)
    {
        var host = new TestHost();
        var response = (await host.InvokeAsync("PruneContexts", Call("\"function\": \"prune_contexts\"", parameters))).GetProperty("response").GetProperty("functionResponse");
        response.GetProperty("responseState").GetString().ShouldBe("REPROMPT");
        response.GetProperty("responseBody").GetProperty("TEXT").GetProperty("body").GetString()!.ShouldContain(message);
        host.Records.Single().ShouldContain("PrunerInvalidInput");
    }

    [Fact]
    public async Task By_a_path_it_is_a_bad_request()
    {
        var response = (await new TestHost().InvokeAsync("Answer", Call("\"apiPath\": \"/v1/answer\", \"httpMethod\": \"POST\"", "[]"))).GetProperty("response");
        response.GetProperty("httpStatusCode").GetInt32().ShouldBe(400);
    }

    [Fact]
    public async Task What_fails_for_another_reason_fails_the_invocation_under_its_name()
    {
        var host = new TestHost { Retriever = new FakeRetriever { Before = (_, _) => throw new PrunerModelNotReady("cold") } };
        await Should.ThrowAsync<PrunerModelNotReady>(() => host.InvokeAsync("PruneContexts", TestHost.Event("prune-contexts-agent")));
    }

    [Fact]
    public async Task Long_texts_are_cut_to_what_an_agent_takes()
    {
        var host = new TestHost { Retriever = new FakeRetriever([.. Enumerable.Range(1, 3).Select(i => Make.Context(i) with { Text = string.Concat(Enumerable.Repeat($"Größe {i} \"nine\" ", 900)) })]) };
        var text = await host.TextAsync("PruneContexts", TestHost.Event("prune-contexts-agent"));
        System.Text.Encoding.UTF8.GetByteCount(text).ShouldBeLessThan(25_000);
        var body = TestHost.Parse(text).GetProperty("response").GetProperty("functionResponse").GetProperty("responseBody").GetProperty("TEXT").GetProperty("body").GetString()!;
        TestHost.Parse(body).GetProperty("kept").EnumerateArray().ShouldAllBe(k => k.GetProperty("is_cut").GetBoolean() && k.GetProperty("text").GetString()!.Length > 3000);
    }

    [Fact]
    public async Task However_many_and_however_named_the_documents_an_agent_gets_no_more_than_it_takes()
    {
        var documents = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{\"id\": \"{{i}}{{new string('x', 240)}}\", \"title\": \"{{new string('t', 200)}}\", \"text\": \"At {{i}}.\"}"""));
        var call = Call("\"function\": \"prune_contexts\"", $$"""[{"name": "question", "type": "string", "value": "When?"}, {"name": "keep", "type": "object", "value": "{\"rule\": \"top-k\", \"k\": 25}"}, {"name": "documents", "type": "array", "value": "[{{documents}}]"}]""");
        System.Text.Encoding.UTF8.GetByteCount(await new TestHost().TextAsync("PruneContexts", call)).ShouldBeLessThan(25_001);
    }

    [Fact]
    public async Task Half_a_character_is_an_agents_mistake()
    {
        var text = await new TestHost().TextAsync("PruneContexts", Call("\"function\": \"prune_contexts\"", """[{"name": "question", "type": "string", "value": "\ud800"}]"""));
        text.ShouldContain("REPROMPT");
    }

    [Fact]
    public async Task A_question_that_names_an_envelope_is_a_question()
    {
        var payload = JsonSerializer.Serialize("\"messageVersion\" and \"actionGroup\"?", s_text);
        (await new TestHost().InvokeAsync("PruneContexts", $$"""{"question": {{payload}}}""")).GetProperty("status").GetString().ShouldBe("complete");
    }

    private static readonly JsonSerializerOptions s_text = new()
    {
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Call(string target, string parameters) =>
        $$"""{"messageVersion": "1.0", "actionGroup": "contexts", {{target}}, "parameters": {{parameters}}}""";
}

using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using RagPruner.Contract;
using RagPruner.Errors;
using RagPruner.Selection;

namespace RagPruner.Tests.Contract;

public sealed class RequestJsonTests
{
    [Fact]
    public void Only_the_question_is_required_and_the_contracts_defaults_hold()
    {
        var (request, include) = RequestJson.Read("""{"question": "When?"}"""u8, Catalog.Default);
        (request.Question, request.Contexts, request.Scorer.Name, request.Keep, request.Candidates, request.Deadline, include)
            .ShouldBe(("When?", null, "blend", new TopK(3) { Min = 1 }, 1, null, Includes.Contexts));
    }

    [Fact]
    public void Null_is_the_same_as_absent() =>
        RequestJson.Read("""{"question": "q", "contexts": null, "scorer": null, "keep": null, "filter": null, "candidates": null, "deadlineMs": null, "include": null, "documents": null}"""u8, Catalog.Default)
            .ShouldBe(RequestJson.Read("""{"question": "q"}"""u8, Catalog.Default));

    [Theory]
    [InlineData("", "The body is not valid JSON of at most 24 levels, at byte 0.")]
    [InlineData("[]", "The body must be an object.")]
    [InlineData("{\"question\": \"a\"} x", "The body is not valid JSON of at most 24 levels, at byte 18.")]
    [InlineData("{\"question\": \"a\",}", "The body is not valid JSON of at most 24 levels, at byte 17.")]
    [InlineData("{\"question\": 7}", "question must be a text.")]
    [InlineData("{\"question\": null}", "question is required.")]
    [InlineData("{\"question\": \"\\ud800\"}", "The body holds a text that is not valid Unicode, at byte 13.")]
    [InlineData("{\"question\": \"a\", \"id\": 1}", "The body has an unknown member at byte 18; known: question, contexts, scorer, keep, filter, candidates, onConflict, deadlineMs, include, documents, evidence.")]
    [InlineData("{\"question\": \"a\", \"contexts\": 1.5}", "contexts must be a whole number.")]
    [InlineData("{\"question\": \"a\", \"contexts\": \"5\"}", "contexts must be a whole number.")]
    [InlineData("{\"question\": \"a\", \"scorer\": \"magic\"}", "scorer is not one of: retrieval, mean-logprob, question-likelihood, sufficiency, gain, question-gain, listwise, scent, pair, grounding, consensus, blend.")]
    [InlineData("{\"question\": \"a\", \"keep\": {}}", "keep.rule is required.")]
    [InlineData("{\"question\": \"a\", \"keep\": \"top-k\"}", "keep must be an object.")]
    [InlineData("{\"question\": \"a\", \"keep\": {\"rule\": \"top-k\"}}", "keep.k is required by the rule top-k and must be a number.")]
    [InlineData("{\"question\": \"a\", \"keep\": {\"rule\": \"threshold\", \"k\": 3}}", "keep.k does not belong to the rule threshold, which takes keep.cut.")]
    [InlineData("{\"question\": \"a\", \"keep\": {\"rule\": \"gap\", \"k\": 3}}", "keep.k does not belong to the rule gap.")]
    [InlineData("{\"question\": \"a\", \"keep\": {\"rule\": \"top-k\", \"k\": 3, \"cut\": 1}}", "keep.k and keep.cut exclude each other.")]
    [InlineData("{\"question\": \"a\", \"keep\": {\"rule\": \"top-k\", \"k\": 3, \"max\": 1}}", "keep has an unknown member at byte 52; known: rule, k, cut, tokens, min.")]
    [InlineData("{\"question\": \"a\", \"filter\": {\"like\": 1}}", "filter has an unknown operator; known: andAll, orAll, equals, notEquals, greaterThan, greaterThanOrEquals, lessThan, lessThanOrEquals, in, notIn, startsWith, stringContains, listContains.")]
    [InlineData("{\"question\": \"a\", \"filter\": {\"equals\": {\"key\": \"a\", \"key\": \"b\", \"value\": 1}}}", "filter.equals needs exactly key (1 to 100 characters) and value.")]
    [InlineData("{\"question\": \"a\", \"include\": \"contexts\"}", "include must be a list.")]
    [InlineData("{\"question\": \"a\", \"include\": [\"secrets\"]}", "include may list contexts, evidence, texts, tokens, why and progress.")]
    public void What_is_wrong_is_named(string body, string message) =>
        Should.Throw<PrunerInvalidInput>(() => RequestJson.Read(Encoding.UTF8.GetBytes(body), Catalog.Default)).Message.ShouldBe(message);

    [Fact]
    public void Deep_nesting_and_long_bodies_are_refused()
    {
        var deep = $"{{\"question\": \"a\", \"filter\": {string.Concat(Enumerable.Repeat("[", 5000))}";
        Should.Throw<PrunerInvalidInput>(() => RequestJson.Read(Encoding.UTF8.GetBytes(deep), Catalog.Default)).Message.ShouldStartWith("The body is not valid JSON of at most 24 levels");
        Should.Throw<PrunerInvalidInput>(() => RequestJson.Read(new byte[RequestJson.MaxBytes + 1], Catalog.Default)).Message.ShouldBe("The body is longer than 65536 bytes.");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() =>
        Should.Throw<PrunerInvalidInput>(() => RequestJson.Read([.. "{\"question\": \""u8, 0xff, .. "\"}"u8], Catalog.Default)).Message.ShouldContain("not valid Unicode");

    [Fact]
    public void The_deepest_allowed_filter_is_read() =>
        RequestJson.Read("""{"question": "a", "filter": {"andAll": [{"orAll": [{"in": {"key": "k", "value": ["x"]}}, {"in": {"key": "k", "value": [1]}}]}, {"equals": {"key": "l", "value": true}}]}}"""u8, Catalog.Default).Request.Filter.ShouldNotBeNull();

    [Fact]
    public void An_item_takes_defaults_and_an_id()
    {
        var defaults = RequestJson.ReadDefaults("""{"contexts": 4, "include": []}"""u8, Catalog.Default);
        var item = RequestJson.ReadItem("""{"id": 17, "question": "q", "scorer": "retrieval"}"""u8, Catalog.Default, defaults);
        (item.Id, item.Request.Contexts, item.Request.Scorer.Name, item.Include).ShouldBe(("17", 4, "retrieval", Includes.None));
        Should.Throw<PrunerInvalidInput>(() => RequestJson.ReadDefaults("""{"question": "q"}"""u8, Catalog.Default)).Message.ShouldStartWith("The body has an unknown member");
        Should.Throw<PrunerInvalidInput>(() => RequestJson.ReadItem("""{"id": "", "question": "q"}"""u8, Catalog.Default)).Message.ShouldBe("id must have 1 to 256 characters.");
    }

    [Property(MaxTest = 500)]
    public bool Any_bytes_are_read_or_refused_and_nothing_else(byte[] bytes, bool framed)
    {
        try
        {
            RequestJson.Read(framed ? [.. "{\"question\":\"a\",\"keep\":"u8, .. bytes, .. "}"u8] : bytes, Catalog.Default);
            return true;
        }
        catch (PrunerInvalidInput)
        {
            return true;
        }
    }

    [Property(MaxTest = 200)]
    public bool Any_question_comes_through_as_it_is(string? question)
    {
        if (string.IsNullOrEmpty(question) || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(question)) != question)
            return true;
        return RequestJson.Read(Encoding.UTF8.GetBytes(new JsonObject { ["question"] = question }.ToJsonString()), Catalog.Default).Request.Question == question;
    }
}

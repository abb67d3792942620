using System.Text.Json;
using RagPruner.Bedrock.Models;
using RagPruner.Bedrock.Tests.Support;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Models;

namespace RagPruner.Bedrock.Tests;

public sealed class HostedModelTests
{
    private const string Logprobs = """{"content":[{"token":"At","logprob":-0.1,"top_logprobs":[{"token":"At","logprob":-0.1},{"token":"In","logprob":-3}]},{"token":" nine","logprob":-0.3,"top_logprobs":[]}]}""";

    private static readonly DraftRequest s_draft = new("When?", new Context { Id = "a", Text = "At nine.", Rank = 1 }, "f00d", 24, EvidenceKinds.OneCall);

    [Fact]
    public async Task A_draft_is_asked_for_with_exactly_this_request()
    {
        var aws = new FakeAws().Replies(Reply(List(Logprobs)));
        await Drafter(aws, o => o with { Guardrail = new GuardrailSettings("g1", "2"), ServiceTier = "flex" }).DraftAsync(s_draft, default);
        aws.Requests.Single().Path.ShouldBe("/model/google.gemma-3-4b-it/converse");
        Approved.Matches("draft-Converse", aws.Requests.Single().Body);
    }

    [Fact]
    public async Task A_model_that_goes_on_with_a_begun_turn_gets_one_with_the_stop_that_closes_it()
    {
        var aws = new FakeAws().Replies(Reply(List(Logprobs)));
        await Drafter(aws, o => o with { BegunTurns = true }).DraftAsync(s_draft, default);
        var body = JsonDocument.Parse(aws.Requests.Single().Body).RootElement;
        var last = body.GetProperty("messages").EnumerateArray().Last();
        (last.GetProperty("role").GetString(), last.GetProperty("content")[0].GetProperty("text").GetString()).ShouldBe(("assistant", "The answer is \""));
        body.GetProperty("inferenceConfig").GetProperty("stopSequences").EnumerateArray().Select(s => s.GetString()).ShouldBe(["\""]);
    }

    [Theory]
    [InlineData("""{"choices":[{"logprobs":LOGPROBS}]}""")]
    [InlineData("""{"choices":{"0":{"logprobs":LOGPROBS}}}""")]
    [InlineData("""{"/choices/0/logprobs":LOGPROBS}""")]
    public async Task Log_probabilities_are_found_however_the_pointer_comes_back(string fields)
    {
        var evidence = (await Drafter(new FakeAws().Replies(Reply(fields.Replace("LOGPROBS", Logprobs, StringComparison.Ordinal)))).DraftAsync(s_draft, default)).Evidence!;
        evidence.MeanLogprob!.Value.ShouldBe(-0.2, 1e-12);
        evidence.Tokens![0].Top.Select(t => (t.Text, t.Logprob)).ShouldBe([("At", -0.1), ("In", -3)]);
        (evidence.QuestionLogprobs, evidence.PromptTail).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"logprobs":null}]}""")]
    [InlineData("""{"choices":[{"logprobs":{"content":[]}}]}""")]
    [InlineData("""{"choices":[{"logprobs":{"content":[{"token":"At nine","logprob":"high"}]}}]}""")]
    [InlineData("""{"choices":[{"logprobs":{"content":[{"token":"At nine","logprob":3}]}}]}""")]
    [InlineData("""{"choices":"none"}""")]
    public async Task What_cannot_be_read_is_missing_and_never_certain(string fields) =>
        (await Drafter(new FakeAws().Replies(Reply(fields))).DraftAsync(s_draft, default)).Evidence!.MeanLogprob.ShouldBeNull();

    [Fact]
    public async Task A_model_that_returns_none_is_known_after_two_replies_and_asked_no_more()
    {
        var aws = new FakeAws().Replies(Reply(null)).Replies(Reply(null)).Replies(Reply(null));
        var drafter = Drafter(aws);
        drafter.MayBeCold.ShouldBeTrue();
        for (var i = 0; i < 3; i++)
            await drafter.DraftAsync(s_draft, default);
        (drafter.Offers, drafter.MayBeCold).ShouldBe((EvidenceKinds.Draft, false));
        aws.Requests.Select(r => r.Body.Contains("additionalModelRequestFields", StringComparison.Ordinal)).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task A_model_that_returned_them_once_is_asked_on_whatever_comes_later()
    {
        var aws = new FakeAws().Replies(Reply(null)).Replies(Reply(List(Logprobs))).Replies(Reply(null)).Replies(Reply(null));
        var drafter = Drafter(aws);
        for (var i = 0; i < 4; i++)
            await drafter.DraftAsync(s_draft, default);
        drafter.Offers.ShouldBe(EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs | EvidenceKinds.Sufficiency | EvidenceKinds.Labels);
        aws.Requests.ShouldAllBe(r => r.Body.Contains("additionalModelRequestFields", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_refuses_the_members_in_words_fails_once_and_is_asked_without()
    {
        var aws = new FakeAws().Replies("""{"message":"Malformed input request: #: extraneous key [logprobs] is not permitted"}""", 400, "ValidationException").Replies(Reply(null));
        var drafter = Drafter(aws);
        (await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => drafter.DraftAsync(s_draft, default))).Message.ShouldNotContain("extraneous");
        (await drafter.DraftAsync(s_draft, default)).Evidence!.Draft.ShouldBe("At nine");
        aws.Requests[1].Body.ShouldNotContain("additionalModel");
    }

    [Fact]
    public async Task Where_it_is_settled_that_a_model_returns_them_a_refusal_is_a_wrong_set_up_and_nothing_is_learned()
    {
        var aws = new FakeAws().Replies("""{"message":"x"}""", 400, "ValidationException").Replies(Reply(null)).Replies(Reply(null));
        var drafter = Drafter(aws, o => o with { Logprobs = LogprobSupport.Yes });
        drafter.MayBeCold.ShouldBeFalse();
        await Should.ThrowAsync<PrunerMisconfigured>(() => drafter.DraftAsync(s_draft, default));
        for (var i = 0; i < 2; i++)
            await drafter.DraftAsync(s_draft, default);
        drafter.Offers.HasFlag(EvidenceKinds.DraftLogprobs).ShouldBeTrue();
        aws.Requests.ShouldAllBe(r => r.Body.Contains("\"logprobs\":true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_teaches_nothing()
    {
        var aws = new FakeAws().Replies("""{"message":"Input is too long for requested model."}""", 400, "ValidationException");
        var drafter = Drafter(aws);
        (await drafter.DraftAsync(s_draft, default)).UnscoredReason.ShouldBe(Reasons.TooLong);
        drafter.MayBeCold.ShouldBeTrue();
    }

    [Fact]
    public async Task A_guardrail_that_blocks_a_draft_leaves_it_unscored_and_throttling_is_throttling()
    {
        var aws = new FakeAws().Replies(Reply(null).Replace("end_turn", "guardrail_intervened")).Replies("""{"message":"x"}""", 429, "ThrottlingException");
        var drafter = Drafter(aws);
        (await drafter.DraftAsync(s_draft, default)).UnscoredReason.ShouldBe(Reasons.DraftBlocked);
        await Should.ThrowAsync<PrunerThrottled>(() => drafter.DraftAsync(s_draft, default));
    }

    [Fact]
    public async Task Tokens_of_a_cache_are_input_tokens_with_a_price_of_their_own()
    {
        var usage = """{"inputTokens":10,"outputTokens":2,"totalTokens":1812,"cacheReadInputTokens":1500,"cacheWriteInputTokens":300}""";
        var reply = await Drafter(new FakeAws().Replies(Reply(null, usage))).DraftAsync(s_draft, default);
        (reply.InputTokens, reply.CacheReadInputTokens, reply.CacheWriteInputTokens).ShouldBe((1810, 1500, 300));
    }

    [Fact]
    public async Task A_stream_has_its_log_probabilities_at_its_end()
    {
        var aws = new FakeAws().Streams(
            FakeAws.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"At nine"}}"""),
            FakeAws.Frame("messageStop", """{"stopReason":"end_turn","additionalModelResponseFields":FIELDS}""".Replace("FIELDS", List(Logprobs), StringComparison.Ordinal)));
        var model = new ConverseModel(aws.Runtime, Options);
        var completion = await model.CompleteAsync(new CompletionRequest(new Prompt("s", "u"), 9) { Logprobs = true }, new Progress<string>(), default);
        completion.Tokens!.Select(t => t.Logprob).ShouldBe([-0.1, -0.3]);
    }

    private static ConverseOptions Options => new() { ModelId = "google.gemma-3-4b-it", Logprobs = LogprobSupport.Unknown };

    private static ModelDrafter Drafter(FakeAws aws, Func<ConverseOptions, ConverseOptions>? with = null) =>
        new(new ConverseModel(aws.Runtime, with?.Invoke(Options) ?? Options));

    private static string List(string logprobs) => """{"choices":[{"logprobs":LOGPROBS}]}""".Replace("LOGPROBS", logprobs, StringComparison.Ordinal);

    private static string Reply(string? fields, string usage = """{"inputTokens":50,"outputTokens":5,"totalTokens":55}""") =>
        """{"output":{"message":{"role":"assistant","content":[{"text":"At nine"}]}},"stopReason":"end_turn","metrics":{"latencyMs":9},"usage":USAGE,"additionalModelResponseFields":FIELDS}"""
            .Replace("USAGE", usage, StringComparison.Ordinal).Replace("FIELDS", fields ?? "null", StringComparison.Ordinal);
}

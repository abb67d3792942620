using System.Text.Json;
using RagPruner.Answering;
using RagPruner.Bedrock.Models;
using RagPruner.Bedrock.Tests.Support;
using RagPruner.Contexts;
using RagPruner.Errors;

namespace RagPruner.Bedrock.Tests;

public sealed class GeneratorTests
{
    private const string Answered = """{"output":{"message":{"role":"assistant","content":[{"text":"At nine. [1]"}]}},"stopReason":"end_turn","usage":{"inputTokens":50,"outputTokens":5,"totalTokens":55},"metrics":{"latencyMs":9}}""";

    private static readonly GenerationRequest s_request = new("When?", [new Context { Id = "a", Text = "At nine [3].", Rank = 1 }], "f00d");

    [Theory]
    [InlineData("end_turn", false, false)]
    [InlineData("max_tokens", true, false)]
    [InlineData("model_context_window_exceeded", true, false)]
    [InlineData("guardrail_intervened", false, true)]
    [InlineData("content_filtered", false, true)]
    public async Task Every_reason_to_stop_is_told(string reason, bool isTruncated, bool isBlocked)
    {
        var aws = new FakeAws().Replies(Answered.Replace("end_turn", reason, StringComparison.Ordinal));
        var text = await new ModelGenerator(new ConverseModel(aws.Runtime, new ConverseOptions { ModelId = "m" })).GenerateAsync(s_request, null, default);
        (text.IsTruncated, text.IsBlocked).ShouldBe((isTruncated, isBlocked));
    }

    [Fact]
    public async Task Converse_is_asked_with_exactly_this_request()
    {
        var aws = new FakeAws().Replies(Answered);
        var text = await Converse(aws, new GuardrailSettings("g1", "2")).GenerateAsync(s_request, null, default);
        (text.Text, text.InputTokens, text.OutputTokens, text.IsBlocked).ShouldBe(("At nine. [1]", 50, 5, false));
        aws.Requests.Single().Path.ShouldBe("/model/final%3A0/converse");
        Approved.Matches("converse", aws.Requests.Single().Body);
    }

    [Fact]
    public async Task A_stop_of_white_space_is_not_sent_for_some_models_refuse_it()
    {
        var aws = new FakeAws().Replies(Answered);
        await new ModelGenerator(new ConverseModel(aws.Runtime, new ConverseOptions { ModelId = "m" }), AnswerStyle.Quoted).GenerateAsync(s_request, null, default);
        aws.Requests.Single().Body.ShouldNotContain("stopSequences");
    }

    [Fact]
    public async Task A_guardrail_that_intervenes_blocks() =>
        (await Converse(new FakeAws().Replies(Answered.Replace("end_turn", "guardrail_intervened"))).GenerateAsync(s_request, null, default)).IsBlocked.ShouldBeTrue();

    [Fact]
    public async Task An_answer_without_a_message_is_a_bad_response() =>
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => Converse(new FakeAws().Replies("""{"stopReason":"end_turn"}""")).GenerateAsync(s_request, null, default));

    [Fact]
    public async Task A_stream_comes_in_pieces_and_whole()
    {
        var aws = new FakeAws().Streams(
            FakeAws.Frame("messageStart", """{"role":"assistant","p":"abc"}"""), Delta("At "), Delta("nine."), FakeAws.Frame("contentBlockStop", """{"contentBlockIndex":0}"""),
            FakeAws.Frame("messageStop", """{"stopReason":"end_turn"}"""), FakeAws.Frame("metadata", """{"usage":{"inputTokens":50,"outputTokens":5,"totalTokens":55},"metrics":{"latencyMs":9}}"""));
        var pieces = new Pieces();
        var text = await Converse(aws).GenerateAsync(s_request, pieces, default);
        pieces.ShouldBe(["At ", "nine."]);
        (text.Text, text.InputTokens).ShouldBe(("At nine.", 50));
        aws.Requests.Single().Path.ShouldBe("/model/final%3A0/converse-stream");
    }

    [Fact]
    public async Task A_stream_cut_inside_a_frame_is_no_answer()
    {
        byte[] whole = [.. Delta("At "), .. FakeAws.Frame("messageStop", """{"stopReason":"end_turn"}""")];
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => Converse(new FakeAws().StreamsBytes(whole[..^20])).GenerateAsync(s_request, new Pieces(), default));
    }

    [Theory]
    [InlineData("throttlingException", ErrorKind.Throttled)]
    [InlineData("serviceUnavailableException", ErrorKind.Overloaded)]
    [InlineData("internalServerException", ErrorKind.UpstreamFailed)]
    [InlineData("modelStreamErrorException", ErrorKind.UpstreamFailed)]
    public async Task A_failure_in_mid_stream_has_its_kind(string type, ErrorKind kind)
    {
        var aws = new FakeAws().Streams(Delta("At "), FakeAws.Frame(type, """{"message":"text of the service"}""", "exception"));
        var failure = await Should.ThrowAsync<PrunerException>(() => Converse(aws).GenerateAsync(s_request, new Pieces(), default));
        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldNotContain("text of the service");
    }

    [Fact]
    public async Task An_imported_final_model_answers_with_log_probabilities()
    {
        var aws = new FakeAws().Replies("""{"choices":[{"text":" At nine. [1]","logprobs":{"tokens":[" At"," nine",". [1]"],"token_logprobs":[-0.1,-2,-0.1]}}],"usage":{"prompt_tokens":9,"completion_tokens":3}}""");
        var text = await new ModelGenerator(new ImportedModel(aws.Runtime, new ImportedModelOptions { ModelId = "m" })).GenerateAsync(s_request with { Candidates = 3, Candidate = 1 }, null, default);
        text.MeanLogprob!.Value.ShouldBe(-2.2 / 3, 1e-12);
        var body = JsonDocument.Parse(aws.Requests.Single().Body).RootElement;
        (body.GetProperty("temperature").GetDouble(), body.GetProperty("seed").GetInt32(), body.GetProperty("logprobs").GetInt32()).ShouldBe((0.7, 2, 1));
        var span = LowConfidence.Spans(text, AnswerCheck.Check(text.Text, s_request.Contexts))!.Single();
        "At nine. [1]".Substring(span.Start, span.Length).ShouldBe("nine");
    }

    private static byte[] Delta(string text) => FakeAws.Frame("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{text}}}"}}""");

    private static ModelGenerator Converse(FakeAws aws, GuardrailSettings? guardrail = null) => new(new ConverseModel(aws.Runtime, new ConverseOptions { ModelId = "final:0", Guardrail = guardrail }));

    private sealed class Pieces : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }
}

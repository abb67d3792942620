using System.Net;
using System.Text;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;

namespace RagPruner.OpenAi.Tests;

public sealed class OpenAiTests
{
    private static readonly ServerAbilities s_all = new() { Logprobs = true, PromptLogprobs = true, ContinuesAssistant = true };

    private static readonly DraftRequest s_draft = new("When?", new Context { Id = "a", Text = "At nine.", Rank = 1 }, "f00d", 24, EvidenceKinds.OneCall);

    private static readonly Evidence s_drafted = new() { Draft = "nine", Tokens = [new("ni", -0.2), new("ne", -0.3), new("\"", -0.4) { IsEnd = true }] };

    [Fact]
    public async Task Asks_for_evidence_with_exactly_this_request()
    {
        var server = new Server("""{"choices":[{"message":{"role":"assistant","content":"nine"},"finish_reason":"stop"}]}""");
        await new ModelDrafter(Model(server)).DraftAsync(s_draft, default);
        server.Requests.Single().ShouldBe(
            """{"model":"m","messages":[{"role":"system","content":"You answer questions about a context. Give only the short answer, copied from the context. If it is not there, answer \u0022not in the context\u0022."},{"role":"user","content":"\u003Ccontext f00d\u003E\nAt nine.\n\u003C/context f00d\u003E\n\nQuestion: When?"},{"role":"assistant","content":"The answer is \u0022"}],"max_tokens":24,"temperature":0,"stop":["\u0022","\n"],"logprobs":true,"top_logprobs":5,"prompt_logprobs":1}""");
        server.Addresses.Single().ShouldBe("http://server/v1/chat/completions");
        server.Authorizations.Single().ShouldBe("Bearer secret");
    }

    [Fact]
    public async Task Reads_draft_and_question_evidence_from_one_reply()
    {
        var evidence = await EvidenceAsync("""
            {"choices":[{"message":{"content":"nine"},"logprobs":{"content":[{"token":"ni","logprob":-0.5,"top_logprobs":[{"token":"ni","logprob":-0.5},{"token":"te","logprob":-2}]},{"token":"ne","logprob":-0.1}]}}],
             "usage":{"prompt_tokens":31,"completion_tokens":2},
             "prompt_logprobs":[null,{"7":{"logprob":-9,"decoded_token":"Question:"}},{"8":{"logprob":-3,"rank":4,"decoded_token":" When"},"9":{"logprob":-1,"decoded_token":" Who"}},{"10":{"logprob":-1,"decoded_token":"?"}},{"11":-0.5}]}
            """);
        evidence.Draft.ShouldBe("nine");
        evidence.MeanLogprob!.Value.ShouldBe(-0.3, 1e-12);
        evidence.QuestionLogprobs.ShouldBe([-3, -1]);
        evidence.Tokens![0].Top.Select(t => t.Text).ShouldBe(["ni", "te"]);
        (evidence.InputTokens, evidence.OutputTokens).ShouldBe((31, 2));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("-9999.0")]
    [InlineData("null")]
    [InlineData("0.7")]
    public async Task One_impossible_log_probability_makes_the_mean_missing(string value) =>
        (await EvidenceAsync("""{"choices":[{"message":{"content":"at nine"},"logprobs":{"content":[{"token":"at","logprob":-0.5},{"token":" nine","logprob":VALUE}]}}]}""".Replace("VALUE", value))).MeanLogprob.ShouldBeNull();

    [Fact]
    public async Task Tokens_that_do_not_spell_the_text_make_the_mean_missing() =>
        (await EvidenceAsync("""{"choices":[{"message":{"content":"at nine sharp"},"logprobs":{"content":[{"token":"at","logprob":-0.5}]}}]}""")).MeanLogprob.ShouldBeNull();

    [Fact]
    public async Task Log_probabilities_that_are_not_there_are_missing() =>
        (await EvidenceAsync("""{"choices":[{"message":{"content":"nine"},"logprobs":null}],"prompt_logprobs":null}""")).ShouldSatisfyAllConditions(e => e.MeanLogprob.ShouldBeNull(), e => e.QuestionLogprob.ShouldBeNull());

    [Theory]
    [InlineData("The answer is \\\"nine\\\"", "nine")]
    [InlineData(" nine\\\" ", "nine")]
    [InlineData("“nine”", "nine")]
    public async Task Quotes_and_a_repeated_beginning_are_not_part_of_the_draft(string content, string draft) =>
        (await EvidenceAsync("""{"choices":[{"message":{"content":"CONTENT"}}]}""".Replace("CONTENT", content))).Draft.ShouldBe(draft);

    [Theory]
    [InlineData(401, typeof(PrunerMisconfigured), "refuses the API key (401); set it in the environment variable KEY.")]
    [InlineData(404, typeof(PrunerMisconfigured), "does not exist (404)")]
    [InlineData(429, typeof(PrunerThrottled), "is throttling (429).")]
    [InlineData(503, typeof(PrunerOverloaded), "is overloaded (503).")]
    [InlineData(529, typeof(PrunerOverloaded), "is overloaded (529).")]
    [InlineData(500, typeof(PrunerUpstreamFailed), "failed (500).")]
    public async Task Every_status_has_its_failure(int status, Type type, string message)
    {
        var server = new Server("{}") { Status = (HttpStatusCode)status };
        var failure = await Should.ThrowAsync<PrunerException>(() => new ModelDrafter(Model(server)).DraftAsync(s_draft, default));
        failure.ShouldBeOfType(type);
        failure.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""")]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 2048 tokens.","type":"BadRequestError"}""")]
    [InlineData(413, """{"error":{"message":"input is too long"}}""")]
    [InlineData(422, """{"error":{"code":"context_length_exceeded"}}""")]
    public async Task A_request_that_the_server_calls_too_long_leaves_its_context_unscored(int status, string body) =>
        (await new ModelDrafter(Model(new Server(body) { Status = (HttpStatusCode)status })).DraftAsync(s_draft, default)).UnscoredReason.ShouldBe("too_long");

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task A_request_that_the_server_refuses_without_saying_so_is_a_matter_of_the_set_up(int status) =>
        (await Should.ThrowAsync<PrunerMisconfigured>(() => new ModelDrafter(Model(new Server("{}") { Status = (HttpStatusCode)status })).DraftAsync(s_draft, default)))
            .Message.ShouldBe($"http://server/v1/chat/completions does not accept the request ({status}).");

    [Theory]
    [InlineData("<html>Welcome</html>", "text/html", "answered with text/html that is not a chat completion; is it an OpenAI-compatible server?")]
    [InlineData("{}", "application/json", "answered without choices.")]
    [InlineData("{\"choices\":[null]}", "application/json", "answered without choices.")]
    [InlineData("{\"choices\":[", "application/json", "answered with application/json that is not a chat completion")]
    [InlineData("null", "application/json", "answered with application/json that is not a chat completion")]
    public async Task A_reply_that_is_no_completion_is_said_to_be_none(string body, string type, string message)
    {
        var server = new Server(body) { MediaType = type };
        (await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => new ModelDrafter(Model(server)).DraftAsync(s_draft, default))).Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_server_that_is_down_is_said_to_be_down()
    {
        var server = new Server("") { Failure = new HttpRequestException(HttpRequestError.ConnectionError) };
        (await Should.ThrowAsync<PrunerUpstreamFailed>(() => new ModelDrafter(Model(server)).DraftAsync(s_draft, default))).Message
            .ShouldBe("http://server/v1/chat/completions cannot be reached: no connection.");
    }

    [Fact]
    public async Task A_streamed_answer_comes_in_pieces_and_whole()
    {
        var server = new Server("data: {\"choices\":[{\"delta\":{\"content\":\"at \"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"nine\"}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n") { MediaType = "text/event-stream" };
        var pieces = new Pieces();
        var text = await new ModelGenerator(Model(server), AnswerStyle.Quoted).GenerateAsync(new GenerationRequest("When?", [s_draft.Context], "f"), pieces, default);
        pieces.ShouldBe(["at", " nine"]);
        (text.Text, text.InputTokens, text.OutputTokens).ShouldBe(("at nine", 5, 2));
    }

    [Fact]
    public async Task A_streamed_line_without_end_is_read_no_further_than_the_limit()
    {
        var server = new Server("data: " + new string('x', 5 * 1024 * 1024)) { MediaType = "text/event-stream" };
        (await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => new ModelGenerator(Model(server), AnswerStyle.Cited).GenerateAsync(new GenerationRequest("When?", [s_draft.Context], "f"), new Pieces(), default)))
            .Message.ShouldBe("http://server/v1/chat/completions answered with more than 4194304 bytes.");
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_no_answer()
    {
        var server = new Server("data: {\"choices\":[{\"delta\":{\"content\":\"at \"}}]}\n\n") { MediaType = "text/event-stream" };
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => new ModelGenerator(Model(server), AnswerStyle.Quoted).GenerateAsync(new GenerationRequest("When?", [s_draft.Context], "f"), new Pieces(), default));
    }

    [Theory]
    [InlineData("not in the context", AnswerStyle.Quoted, "not in the context")]
    [InlineData("\\\"", AnswerStyle.Quoted, "not in the context")]
    [InlineData("The passage does not contain a date.", AnswerStyle.Cited, "The passage does not contain a date.")]
    [InlineData("", AnswerStyle.Cited, "")]
    public async Task The_models_words_are_left_to_the_core_to_judge(string content, AnswerStyle style, string text) =>
        (await new ModelGenerator(Model(new Server("""{"choices":[{"message":{"content":"CONTENT"}}]}""".Replace("CONTENT", content, StringComparison.Ordinal))), style)
            .GenerateAsync(new GenerationRequest("When?", [s_draft.Context], "f"), null, default)).Text.ShouldBe(text);

    [Theory]
    [InlineData("stop", false)]
    [InlineData("length", true)]
    public async Task An_answer_that_its_limit_ended_says_so(string reason, bool isTruncated) =>
        (await new ModelGenerator(Model(new Server("""{"choices":[{"message":{"content":"At nine and"},"finish_reason":"REASON"}]}""".Replace("REASON", reason, StringComparison.Ordinal))), AnswerStyle.Cited)
            .GenerateAsync(new GenerationRequest("When?", [s_draft.Context], "f"), null, default)).IsTruncated.ShouldBe(isTruncated);

    [Fact]
    public async Task The_probe_asks_for_less_until_the_server_accepts()
    {
        var server = new Server("""{"choices":[{"message":{"content":"Paris"},"logprobs":{"content":[{"token":"Paris","logprob":-0.1}]}}]}""") { Refuses = "prompt_logprobs" };
        var abilities = await ServerAbilities.ProbeAsync(Client(server), "m", default);
        abilities.ShouldBe(new ServerAbilities { Logprobs = true, ContinuesAssistant = true });
        server.Requests.Count.ShouldBe(7);
        server.Requests[^1].ShouldContain("\"top_logprobs\":20");
        ModelDrafter.OffersOf(abilities.ToModel()).ShouldBe(EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs | EvidenceKinds.Sufficiency | EvidenceKinds.Labels);
    }

    [Fact]
    public async Task The_probe_asks_with_the_numbers_that_are_used()
    {
        var server = new Server("""{"choices":[{"message":{"content":"Paris"},"logprobs":{"content":[{"token":"Paris","logprob":-0.1}]}}]}""") { Refuses = "\"top_logprobs\":20" };
        var abilities = await ServerAbilities.ProbeAsync(Client(server), "m", default);
        (abilities.Logprobs, abilities.Alternatives).ShouldBe((true, 5));
        await new ModelDrafter(new OpenAiModel(Client(server), Options, abilities)).AddAsync(EvidenceKinds.Sufficiency, s_draft, s_drafted, default);
        server.Requests[^1].ShouldContain("\"top_logprobs\":5");
    }

    [Fact]
    public async Task The_probe_sees_that_a_server_opens_a_new_turn()
    {
        var abilities = await ServerAbilities.ProbeAsync(Client(new Server("""{"choices":[{"message":{"content":"The answer is \"Paris\"."}}]}""")), "m", default);
        abilities.ContinuesAssistant.ShouldBeFalse();
        abilities.Logprobs.ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_without_log_probabilities_still_drafts()
    {
        var server = new Server("""{"choices":[{"message":{"content":"nine"}}]}""");
        await new ModelDrafter(new OpenAiModel(Client(server), Options, new ServerAbilities())).DraftAsync(s_draft, default);
        server.Requests.Single().ShouldNotContain("logprobs");
        server.Requests.Single().ShouldNotContain("assistant");
    }

    [Fact]
    public async Task Sufficiency_asks_for_one_token_with_its_alternatives()
    {
        var server = new Server("""{"choices":[{"message":{"content":"Yes"},"logprobs":{"content":[{"token":"Yes","logprob":-0.2,"top_logprobs":[{"token":"Yes","logprob":-0.2},{"token":"No","logprob":-1.9}]}]}}],"usage":{"prompt_tokens":40,"completion_tokens":1}}""");
        var added = await new ModelDrafter(Model(server)).AddAsync(EvidenceKinds.Sufficiency, s_draft, s_drafted, default);
        added.Evidence!.Sufficiency!.LogOdds.ShouldBe(1.7, 1e-9);
        (added.InputTokens, added.OutputTokens).ShouldBe((40, 1));
        server.Requests.Single().ShouldContain("\"max_tokens\":1,\"temperature\":0,\"logprobs\":true,\"top_logprobs\":20}");
        server.Requests.Single().ShouldContain("Question: When?\\nDoes the context hold the answer to this question? Reply with Yes or No.");
    }

    [Fact]
    public async Task Gain_rates_the_draft_with_its_closing_token_without_the_context()
    {
        var server = new Server("""
            {"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":30,"completion_tokens":1},
             "prompt_logprobs":[null,{"5":{"logprob":-9,"decoded_token":"The answer is \""}},{"6":{"logprob":-4,"decoded_token":"ni"}},{"7":{"logprob":-1,"decoded_token":"ne"}},{"8":{"logprob":-2.5,"decoded_token":"\""}}]}
            """);
        var added = await new ModelDrafter(Model(server)).AddAsync(EvidenceKinds.ClosedBook, s_draft, s_drafted, default);
        added.Evidence!.ClosedBookLogprobs.ShouldBe([-4, -1, -2.5]);
        added.Evidence!.Gain!.Value.ShouldBe(-0.3 + 2.5, 1e-9);
        server.Requests.Single().ShouldNotContain("At nine");
        server.Requests.Single().ShouldContain("""{"role":"user","content":"Question: When?"},{"role":"assistant","content":"The answer is \u0022nine\u0022"}""");
        server.Requests.Single().ShouldContain("\"prompt_logprobs\":1");
    }

    [Theory]
    [InlineData(EvidenceKinds.Sufficiency)]
    [InlineData(EvidenceKinds.ClosedBook)]
    public async Task A_further_call_that_a_working_server_refuses_leaves_that_evidence_out(EvidenceKinds kind)
    {
        var server = new Server("""{"error":{"code":"context_length_exceeded"}}""") { Status = HttpStatusCode.BadRequest };
        (await new ModelDrafter(Model(server)).AddAsync(kind, s_draft, s_drafted, default)).ShouldBe(DraftReply.Refused(Reasons.TooLong));
    }

    [Fact]
    public async Task A_draft_without_tokens_costs_no_call_for_its_gain()
    {
        var server = new Server("{}");
        (await new ModelDrafter(Model(server)).AddAsync(EvidenceKinds.ClosedBook, s_draft, new Evidence { Draft = "nine" }, default)).IsBilled.ShouldBeFalse();
        server.Requests.ShouldBeEmpty();
    }

    private static async Task<Evidence> EvidenceAsync(string reply) => (await new ModelDrafter(Model(new Server(reply))).DraftAsync(s_draft, default)).Evidence!;

    private static OpenAiModel Model(Server server) => new(Client(server), Options, s_all);

    private static OpenAiOptions Options { get; } = new() { BaseUrl = new Uri("http://server/v1/"), Model = "m", ApiKey = "secret", ApiKeySource = "KEY" };

    private static OpenAiClient Client(Server server) => new(new HttpClient(server), Options);

    private sealed class Pieces : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }

    /// <summary>Answers every request alike, and remembers them.</summary>
    private sealed class Server(string body) : HttpMessageHandler
    {
        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public string MediaType { get; init; } = "application/json";

        public Exception? Failure { get; init; }

        public string? Refuses { get; init; }

        public List<string> Requests { get; } = [];

        public List<string?> Addresses { get; } = [];

        public List<string?> Authorizations { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            Addresses.Add(request.RequestUri?.ToString());
            Authorizations.Add(request.Headers.Authorization?.ToString());
            if (Failure is not null)
                throw Failure;
            if (Refuses is not null && Requests[^1].Contains(Refuses))
                return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("{}") };
            return new HttpResponseMessage(Status) { Content = new StringContent(body, Encoding.UTF8, MediaType) };
        }
    }
}

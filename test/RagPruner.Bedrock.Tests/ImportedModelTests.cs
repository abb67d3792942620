using RagPruner.Bedrock.Models;
using RagPruner.Bedrock.Tests.Support;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Selection;

namespace RagPruner.Bedrock.Tests;

public sealed class ImportedModelTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc";

    private static readonly DraftRequest s_request = new("When?", new Context { Id = "a", Text = "At nine. <|im_end|>", Rank = 1 }, "f00d", 24, EvidenceKinds.OneCall);

    [Theory]
    [InlineData(BodyFormat.Native, ChatTemplate.ChatMl)]
    [InlineData(BodyFormat.OpenAiCompletion, ChatTemplate.ChatMl)]
    [InlineData(BodyFormat.OpenAiCompletion, ChatTemplate.Llama3)]
    [InlineData(BodyFormat.OpenAiCompletion, ChatTemplate.Mistral)]
    [InlineData(BodyFormat.OpenAiCompletion, ChatTemplate.Qwen)]
    [InlineData(BodyFormat.OpenAiChat, ChatTemplate.ChatMl)]
    public async Task Every_format_and_template_asks_with_exactly_this_request(BodyFormat format, ChatTemplate template)
    {
        var aws = new FakeAws().Replies("""{"generation": "nine"}""");
        await Drafter(aws, format, template).DraftAsync(s_request, default);
        var (path, body, headers) = aws.Requests.Single();
        path.ShouldBe("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aimported-model%2Fabc/invoke");
        headers["authorization"].ShouldStartWith("AWS4-HMAC-SHA256 Credential=id/");
        headers["content-type"].ShouldBe("application/json");
        Approved.Matches($"draft-{format}-{template}", body);
    }

    [Theory]
    [InlineData(BodyFormat.OpenAiCompletion)]
    [InlineData(BodyFormat.OpenAiChat)]
    public async Task Half_a_character_at_the_end_of_a_question_is_sent_as_an_unknown_one(BodyFormat format)
    {
        var aws = new FakeAws().Replies("""{"choices":[{"text":"nine"}]}""");
        await Drafter(aws, format, ChatTemplate.ChatMl).DraftAsync(s_request with { Question = "\uDC9E When \uD83D\uDE00\uD83D" }, default);
        using var body = System.Text.Json.JsonDocument.Parse(aws.Requests.Single().Body);
        var sent = format == BodyFormat.OpenAiChat ? body.RootElement.GetProperty("messages")[1].GetProperty("content") : body.RootElement.GetProperty("prompt");
        sent.GetString()!.ShouldContain("\uFFFD When \U0001F600\uFFFD");
    }

    [Theory]
    [InlineData(BodyFormat.OpenAiCompletion)]
    [InlineData(BodyFormat.OpenAiChat)]
    public async Task Further_evidence_is_asked_for_with_exactly_these_requests(BodyFormat format)
    {
        var drafted = new Evidence { Draft = "nine", Tokens = [new("ni", -0.2), new("ne", -0.3), new("\"", -0.4) { IsEnd = true }] };
        var aws = new FakeAws()
            .Replies(format == BodyFormat.OpenAiCompletion
                ? """{"choices":[{"text":"Yes","logprobs":{"tokens":["Yes"],"token_logprobs":[-0.2],"top_logprobs":[{"Yes":-0.2,"No":-1.9}]}}],"usage":{"prompt_tokens":40,"completion_tokens":1}}"""
                : """{"choices":[{"message":{"content":"Yes"},"logprobs":{"content":[{"token":"Yes","logprob":-0.2,"top_logprobs":[{"token":"Yes","logprob":-0.2},{"token":"No","logprob":-1.9}]}]}}],"usage":{"prompt_tokens":40,"completion_tokens":1}}""")
            .Replies("""{"choices":[{"text":"x"}],"prompt_logprobs":[null,{"6":{"logprob":-4,"decoded_token":"ni"}},{"7":{"logprob":-1,"decoded_token":"ne"}},{"8":{"logprob":-2.5,"decoded_token":"\""}}],"usage":{"prompt_tokens":30,"completion_tokens":1}}""");
        var drafter = Drafter(aws, format, ChatTemplate.ChatMl);
        var sufficient = await drafter.AddAsync(EvidenceKinds.Sufficiency, s_request, drafted, default);
        (sufficient.Evidence!.Sufficiency!.LogOdds, sufficient.InputTokens).ShouldBe((1.7, 40));
        var rated = await drafter.AddAsync(EvidenceKinds.ClosedBook, s_request, drafted, default);
        (rated.Evidence!.ClosedBookLogprobs!.Sum(), rated.InputTokens).ShouldBe((-7.5, 30));
        Approved.Matches($"further-{format}", string.Join('\n', aws.Requests.Select(r => r.Body)));
    }

    [Theory]
    [InlineData(EvidenceKinds.Sufficiency)]
    [InlineData(EvidenceKinds.ClosedBook)]
    public async Task A_further_call_on_a_context_that_is_too_long_leaves_that_evidence_out(EvidenceKinds kind)
    {
        var drafted = new Evidence { Draft = "nine", Tokens = [new("nine", -0.2)] };
        var aws = new FakeAws().Replies("""{"message":"Input is too long for requested model."}""", 400, "ValidationException");
        (await Drafter(aws, BodyFormat.OpenAiCompletion, ChatTemplate.ChatMl).AddAsync(kind, s_request, drafted, default)).ShouldBe(DraftReply.Refused(Reasons.TooLong));
    }

    [Fact]
    public async Task A_native_reply_gives_the_drafts_log_probabilities_by_token_id()
    {
        var evidence = await EvidenceAsync(BodyFormat.Native, """{"generation":" Paris.","prompt_token_count":41,"generation_token_count":2,"stop_reason":"stop","logprobs":[{"12366":-0.08},{"13":-0.22}]}""");
        evidence.Draft.ShouldBe("Paris.");
        evidence.MeanLogprob!.Value.ShouldBe(-0.15, 1e-12);
        (evidence.InputTokens, evidence.OutputTokens, evidence.QuestionLogprobs).ShouldBe((41, 2, null));
    }

    [Fact]
    public async Task An_end_of_text_token_is_left_out_of_the_mean()
    {
        var aws = new FakeAws().Replies("""{"generation":"Paris","logprobs":[{"12366":-0.1},{"2":-3}]}""");
        var drafter = new ModelDrafter(new ImportedModel(aws.Runtime, new ImportedModelOptions { ModelId = Arn, Format = BodyFormat.Native, EndTokenIds = ["2"] }));
        (await drafter.DraftAsync(s_request, default)).Evidence!.MeanLogprob.ShouldBe(-0.1);
    }

    [Fact]
    public async Task A_completion_gives_draft_and_question_from_one_call()
    {
        var evidence = await EvidenceAsync(BodyFormat.OpenAiCompletion, """
            {"choices":[{"text":"nine\"","finish_reason":"stop","logprobs":{"tokens":["ni","ne","\""],"token_logprobs":[-0.5,-0.1,-4],"top_logprobs":[{"ni":-0.5,"te":-1},{"ne":-0.1},null],"text_offset":[0,2,4]},
              "prompt_logprobs":[null,{"5":{"logprob":-9,"rank":3,"decoded_token":"Question:"}},{"6":{"logprob":-3,"decoded_token":" When"}},{"7":{"logprob":-1,"decoded_token":"?"}}]}],"usage":{"prompt_tokens":31,"completion_tokens":3}}
            """);
        evidence.Draft.ShouldBe("nine");
        evidence.MeanLogprob!.Value.ShouldBe(-0.3, 1e-12);
        evidence.QuestionLogprobs.ShouldBe([-3, -1]);
        evidence.Tokens![0].Top.Select(t => t.Text).ShouldBe(["ni", "te"]);
    }

    [Fact]
    public async Task A_chat_completion_gives_the_same() =>
        (await EvidenceAsync(BodyFormat.OpenAiChat, """
            {"choices":[{"message":{"role":"assistant","content":"nine"},"logprobs":{"content":[{"token":"nine","logprob":-0.3,"bytes":[110],"top_logprobs":[{"token":"nine","logprob":-0.3}]}]},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":41,"completion_tokens":1},"prompt_logprobs":[null,{"6":{"logprob":-3,"decoded_token":"Question:"}},{"7":{"logprob":-2,"decoded_token":" When?"}}]}
            """)).ShouldSatisfyAllConditions(e => e.MeanLogprob.ShouldBe(-0.3), e => e.QuestionLogprobs.ShouldBe([-2]));

    [Theory]
    [InlineData("""[{"5":-0.2,"6":-3}]""")]
    [InlineData("""[{"6":-3,"5":-0.2}]""")]
    public async Task The_order_in_which_a_native_reply_lists_alternatives_means_nothing(string logprobs) =>
        (await EvidenceAsync(BodyFormat.Native, $$"""{"generation":"nine","logprobs":{{logprobs}}}""")).MeanLogprob.ShouldBe(-0.2);

    [Theory]
    [InlineData("""{"7":{"logprob":-4,"rank":9,"decoded_token":" When?"},"8":{"logprob":-0.1,"rank":1,"decoded_token":" Who"}}""")]
    [InlineData("""{"8":{"logprob":-0.1,"rank":1,"decoded_token":" Who"},"7":{"logprob":-4,"rank":9,"decoded_token":" When?"}}""")]
    public async Task Nor_does_it_in_the_prompt(string token) =>
        (await EvidenceAsync(BodyFormat.OpenAiCompletion, """{"choices":[{"text":"nine","prompt_logprobs":[null,{"5":{"logprob":-9,"decoded_token":"Question:"}},TOKEN]}]}""".Replace("TOKEN", token, StringComparison.Ordinal)))
            .QuestionLogprobs.ShouldBe([-4]);

    [Theory]
    [InlineData("""[{"1":-0.1},{"2":-1000}]""")]
    [InlineData("""[{"1":0},{"2":0},{"3":0},{"4":0},{"5":0}]""")]
    public async Task What_no_model_gives_is_missing(string logprobs) =>
        (await EvidenceAsync(BodyFormat.Native, $$"""{"generation":"at nine","logprobs":{{logprobs}}}""")).MeanLogprob.ShouldBeNull();

    [Fact]
    public async Task Half_a_character_in_a_draft_costs_no_evidence() =>
        (await EvidenceAsync(BodyFormat.Native, """{"generation":"nine \ud83d","logprobs":[{"1":-0.1}]}""")).ShouldSatisfyAllConditions(e => e.Draft.ShouldBe("nine \uFFFD"), e => e.MeanLogprob.ShouldBe(-0.1));

    [Fact]
    public async Task The_older_schema_is_read_too() =>
        (await EvidenceAsync(BodyFormat.Native, """{"outputs":[{"text":" nine","stop_reason":"stop"}]}""")).ShouldSatisfyAllConditions(e => e.Draft.ShouldBe("nine"), e => e.MeanLogprob.ShouldBeNull());

    [Theory]
    [InlineData("""{"generation":"at nine","generation_token_count":3,"logprobs":[{"1":-0.1},{"2":-0.1}]}""")]
    [InlineData("""{"generation":"at nine","logprobs":[{"1":-0.1},null]}""")]
    [InlineData("""{"generation":"at nine","logprobs":[{"1":-0.1},{"2":NaN}]}""")]
    [InlineData("""{"generation":"at nine","logprobs":[{"1":-0.1},{"2":-Infinity}]}""")]
    [InlineData("""{"generation":"at nine","logprobs":[{"1":-0.1},{"2":-9999}]}""")]
    [InlineData("""{"generation":"at nine","logprobs":[{"1":-0.1},{"2":"x"}]}""")]
    [InlineData("""{"generation":"at nine","logprobs":null}""")]
    [InlineData("""{"choices":[{"text":"at nine","logprobs":{"tokens":["at"," nine"],"token_logprobs":[-0.1]}}]}""")]
    [InlineData("""{"choices":[{"text":"at nine","logprobs":{"tokens":["at"],"token_logprobs":[-0.1]}}]}""")]
    public async Task A_missing_or_impossible_value_or_another_length_makes_the_mean_missing_and_never_shorter(string reply)
    {
        var evidence = await EvidenceAsync(BodyFormat.OpenAiCompletion, reply);
        evidence.MeanLogprob.ShouldBeNull();
        evidence.Draft.ShouldBe("at nine");
    }

    [Fact]
    public async Task Numbers_and_objects_are_both_log_probabilities() =>
        (await EvidenceAsync(BodyFormat.Native, """{"generation":"a b","logprobs":[-0.2,{"7":{"logprob":-0.4}}]}""")).MeanLogprob!.Value.ShouldBe(-0.3, 1e-12);

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":7}""")]
    [InlineData("[]")]
    public async Task A_reply_of_no_known_form_is_a_bad_response(string reply) =>
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => EvidenceAsync(BodyFormat.Native, reply));

    [Fact]
    public async Task A_blocked_draft_is_not_scored()
    {
        var aws = new FakeAws().Replies("""{"generation":"Sorry","amazon-bedrock-guardrailAction":"INTERVENED","logprobs":[{"1":0}]}""");
        var drafter = new ModelDrafter(new ImportedModel(aws.Runtime, new ImportedModelOptions { ModelId = Arn, Format = BodyFormat.Native, Guardrail = new GuardrailSettings("g1", "2") }));
        (await drafter.DraftAsync(s_request, default)).UnscoredReason.ShouldBe(Reasons.DraftBlocked);
        aws.Requests.Single().Headers.ShouldSatisfyAllConditions(h => h["x-amzn-bedrock-guardrailidentifier"].ShouldBe("g1"), h => h["x-amzn-bedrock-guardrailversion"].ShouldBe("2"));
    }

    [Fact]
    public async Task A_context_that_is_too_long_for_the_model_is_unscored_and_no_error()
    {
        var aws = new FakeAws().Replies("""{"message":"Input is too long for requested model."}""", 400, "ValidationException");
        (await Drafter(aws, BodyFormat.Native).DraftAsync(s_request, default)).UnscoredReason.ShouldBe(Reasons.TooLong);
    }

    [Fact]
    public async Task Token_ids_alone_leave_the_question_to_be_found_by_comparing_prompts()
    {
        async Task<PendingContext> PendingAsync(int rank, string prompt) => new(new Context { Id = $"c{rank}", Text = "x", Rank = rank })
        {
            Evidence = await EvidenceAsync(BodyFormat.OpenAiCompletion, """{"choices":[{"text":"nine","logprobs":{"tokens":["nine"],"token_logprobs":[-0.1]}}],"prompt_logprobs":[null,PROMPT,{"50":-2},{"51":-4},{"90":-9},{"91":-9}]}""".Replace("PROMPT", prompt)),
        };
        var first = await PendingAsync(1, """{"7":-1},{"8":-1}""");
        var second = await PendingAsync(2, """{"9":-1}""");
        first.Evidence!.QuestionLogprobs.ShouldBeNull();
        PendingContext WithTail(PendingContext c) => c with { Evidence = c.Evidence! with { PromptTail = c.Evidence.PromptTail! with { TemplateTokens = 2 } } };
        var judgement = Judge.Decide([WithTail(first), WithTail(second)], Catalog.Default.Scorer("question-likelihood"), new TopK(2));
        judgement.Contexts.Select(c => c.Score).ShouldBe([-3, -3]);
        Judge.Decide([WithTail(first)], Catalog.Default.Scorer("question-likelihood"), new TopK(2)).Contexts[0].Disposition.ShouldBe(Disposition.Unscored);
    }

    [Fact]
    public async Task The_probe_prefers_the_format_with_all_evidence_and_falls_back_to_the_native_one()
    {
        var all = new FakeAws().Replies("""{"choices":[{"text":"y","logprobs":{"tokens":["y"],"token_logprobs":[-0.1]},"prompt_logprobs":[null,{"1":{"logprob":-1,"decoded_token":"x"}}]}]}""");
        (await ImportedModel.ProbeFormatAsync(all.Runtime, new ImportedModelOptions { ModelId = Arn }, default)).ShouldBe(BodyFormat.OpenAiCompletion);
        var old = new FakeAws().Replies("""{"message":"Malformed input request"}""", 400, "ValidationException").Replies("""{"generation":"y"}""");
        (await ImportedModel.ProbeFormatAsync(old.Runtime, new ImportedModelOptions { ModelId = Arn }, default)).ShouldBe(BodyFormat.Native);
    }

    [Fact]
    public async Task A_model_counts_as_warm_for_five_minutes_after_a_draft()
    {
        var time = new VirtualTime();
        var drafter = new ModelDrafter(new ImportedModel(new FakeAws().Replies("""{"generation":"nine"}""").Runtime, new ImportedModelOptions { ModelId = Arn }, time));
        drafter.MayBeCold.ShouldBeTrue();
        await drafter.DraftAsync(s_request, default);
        drafter.MayBeCold.ShouldBeFalse();
        time.Advance(TimeSpan.FromMinutes(6));
        drafter.MayBeCold.ShouldBeTrue();
    }

    private static async Task<Evidence> EvidenceAsync(BodyFormat format, string reply) =>
        (await Drafter(new FakeAws().Replies(reply), format).DraftAsync(s_request, default)).Evidence!;

    private static ModelDrafter Drafter(FakeAws aws, BodyFormat format, ChatTemplate template = ChatTemplate.ChatMl) =>
        new(new ImportedModel(aws.Runtime, new ImportedModelOptions { ModelId = Arn, Format = format, Template = template }));
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.Tests.Support;
using RagPruner.Models;
using RagPruner.Neural.Embeddings;
using RagPruner.Neural.Gguf;
using RagPruner.Neural.Serving;
using RagPruner.Neural.Tests.Support;
using RagPruner.OpenAi;

namespace RagPruner.Neural.Tests.Serving;

/// <summary>The routes over a tiny model that is written here.</summary>
public sealed class ServingTests : IAsyncLifetime
{
    private readonly Folder _folder = new();
    private readonly HttpClient _http = new();
    private GgufModel _model = null!;
    private ServedModels _served = null!;

    private CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _model = GgufModel.Load(new GgufOptions(_folder.Write("tiny.gguf", TinyGguf.Bytes())));
        _served = await ServedModels.StartAsync(IPAddress.Loopback, 0, _model, () => new Halves(), TimeProvider.System, default);
    }

    public async ValueTask DisposeAsync()
    {
        await _served.DisposeAsync();
        _model.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_products_own_client_finds_every_ability_and_the_same_numbers_as_in_process()
    {
        var client = await OpenAiModel.ConnectAsync(_http, new OpenAiOptions { BaseUrl = new Uri(_served.Address, "/v1"), Model = "tiny" }, Cancellation);
        client.Abilities.ShouldBe(_model.Abilities);
        var request = new DraftRequest("When does it leave?", new Context { Id = "a", Text = "The ferry leaves at 22:15.", Rank = 1 }, "f00d", 8, EvidenceKinds.OneCall);
        async Task<string> DraftAsync(IModel model)
        {
            var drafter = new ModelDrafter(model);
            var evidence = (await drafter.DraftAsync(request, Cancellation)).Evidence!;
            evidence = (await drafter.AddAsync(EvidenceKinds.ClosedBook, request, evidence, Cancellation)).Evidence!;
            evidence = (await drafter.AddAsync(EvidenceKinds.Sufficiency, request, evidence, Cancellation)).Evidence!;
            return FormattableString.Invariant($"{evidence.Draft}|{evidence.MeanLogprob:R}|{string.Join(' ', evidence.QuestionLogprobs!)}|{string.Join(' ', evidence.ClosedBookLogprobs ?? [])}|{evidence.Sufficiency:R}|{evidence.InputTokens}|{evidence.OutputTokens}");
        }
        (await DraftAsync(client)).ShouldBe(await DraftAsync(_model));
    }

    [Fact]
    public async Task A_chat_completion_has_what_was_asked_for()
    {
        var reply = await AskAsync("/v1/chat/completions", """{"model": "tiny", "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}], "max_tokens": 5, "temperature": 0, "logprobs": true, "top_logprobs": 2, "prompt_logprobs": 0}""");
        var choice = reply["choices"]![0]!;
        ((string)choice["finish_reason"]!).ShouldBe("length");
        var tokens = choice["logprobs"]!["content"]!.AsArray();
        tokens.Count.ShouldBe(5);
        tokens.ShouldAllBe(t => t!["top_logprobs"]!.AsArray().Count == 2 && (double)t["logprob"]! <= 0);
        var prompt = reply["prompt_logprobs"]!.AsArray();
        prompt.Count.ShouldBe((int)reply["usage"]!["prompt_tokens"]!);
        prompt[0].ShouldBeNull();
        prompt.Skip(1).ShouldAllBe(p => p!.AsObject().Count == 1);
        ((int)reply["usage"]!["completion_tokens"]!).ShouldBe(5);
        // Nothing of it without being asked.
        var plain = await AskAsync("/v1/chat/completions", """{"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}""");
        plain["choices"]![0]!["logprobs"].ShouldBeNull();
        plain.AsObject().ContainsKey("prompt_logprobs").ShouldBeFalse();
    }

    [Fact]
    public async Task A_stream_spells_the_same_completion()
    {
        const string Request = """{"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 12, "temperature": 0, "logprobs": true""";
        var whole = await AskAsync("/v1/chat/completions", Request + "}");
        var events = await EventsAsync("/v1/chat/completions", Request + """, "stream": true, "stream_options": {"include_usage": true}}""");
        string.Concat(events.Select(e => (string?)e["choices"]!.AsArray().FirstOrDefault()?["delta"]?["content"])).ShouldBe((string)whole["choices"]![0]!["message"]!["content"]!);
        events[0]["choices"]![0]!["delta"]!["role"]!.GetValue<string>().ShouldBe("assistant");
        events[^2]["choices"]![0]!["logprobs"]!.ToJsonString().ShouldBe(whole["choices"]![0]!["logprobs"]!.ToJsonString());
        events[^1]["usage"]!.ToJsonString().ShouldBe(whole["usage"]!.ToJsonString());
        var completions = await EventsAsync("/v1/completions", """{"prompt": "Hi", "max_tokens": 4, "temperature": 0, "stream": true}""");
        string.Concat(completions.Select(e => (string)e["choices"]![0]!["text"]!)).ShouldBe(
            (string)(await AskAsync("/v1/completions", """{"prompt": "Hi", "max_tokens": 4, "temperature": 0}"""))["choices"]![0]!["text"]!);
    }

    [Fact]
    public async Task An_echo_tells_what_a_text_is_worth_without_writing_on()
    {
        var reply = await AskAsync("/v1/completions", """{"prompt": ["Some text", "More"], "max_tokens": 0, "echo": true, "logprobs": 1}""");
        foreach (var (text, choice) in new[] { "Some text", "More" }.Zip(reply["choices"]!.AsArray()))
        {
            ((string)choice!["text"]!).ShouldBe(text);
            var logprobs = choice["logprobs"]!;
            string.Concat(logprobs["tokens"]!.AsArray().Select(t => (string)t!)).ShouldBe(text);
            logprobs["token_logprobs"]![0].ShouldBeNull();
            logprobs["token_logprobs"]!.AsArray().Skip(1).ShouldAllBe(p => (double)p! < 0);
            logprobs["text_offset"]!.AsArray().Select(o => (int)o!).ShouldBe(Enumerable.Range(0, text.Length));
        }
        ((int)reply["usage"]!["completion_tokens"]!).ShouldBe(0);
    }

    [Fact]
    public async Task A_begun_turn_is_gone_on_with()
    {
        var messages = """[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Well"}]""";
        var begun = await AskAsync("/v1/chat/completions", $$"""{"messages": {{messages}}, "continue_final_message": true, "add_generation_prompt": false, "max_tokens": 3, "temperature": 0}""");
        var same = await AskAsync("/v1/completions", """{"prompt": "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nWell", "max_tokens": 3, "temperature": 0}""");
        ((string)begun["choices"]![0]!["message"]!["content"]!).ShouldBe((string)same["choices"]![0]!["text"]!);
    }

    [Fact]
    public async Task Embeddings_come_as_numbers_and_as_base64()
    {
        var numbers = await AskAsync("/v1/embeddings", """{"model": "halves", "input": ["ab", "b"]}""");
        numbers["data"]![1]!["embedding"]!.AsArray().Select(v => (float)v!).ShouldBe([0.5f, 1f]);
        var text = (string)(await AskAsync("/v1/embeddings", """{"input": "ab", "encoding_format": "base64"}"""))["data"]![0]!["embedding"]!;
        Convert.FromBase64String(text).ShouldBe([.. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(2f)]);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "nothing", 400, null)]
    [InlineData("/v1/chat/completions", """{"messages": []}""", 400, "messages")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "tool", "content": "x"}]}""", 400, "messages[0].role")]
    [InlineData("/v1/chat/completions", """{"messages": [null]}""", 400, "messages[0].role")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": 4}]}""", 400, "messages[0].content")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "temperature": 3}""", 400, "temperature")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "temperature": "hot"}""", 400, "temperature")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "max_tokens": 0}""", 400, "max_tokens")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "top_logprobs": 2}""", 400, "top_logprobs")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "logprobs": true, "top_logprobs": 21}""", 400, "top_logprobs")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "n": 2}""", 400, "n")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "tools": [{}]}""", 400, "tools")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "stop": [""]}""", 400, "stop")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "stream": true, "prompt_logprobs": 1}""", 400, "prompt_logprobs")]
    [InlineData("/v1/chat/completions", """{"messages": [{"role": "user", "content": "x"}], "continue_final_message": true}""", 400, "continue_final_message")]
    [InlineData("/v1/chat/completions", """{"model": "gpt-9", "messages": [{"role": "user", "content": "x"}]}""", 404, "model")]
    [InlineData("/v1/completions", """{"prompt": [1, 2]}""", 400, "prompt")]
    [InlineData("/v1/completions", """{"prompt": ""}""", 400, "prompt")]
    [InlineData("/v1/completions", """{"prompt": ["a", "b"], "stream": true}""", 400, "stream")]
    [InlineData("/v1/embeddings", """{"input": [[1]]}""", 400, "input")]
    [InlineData("/v1/embeddings", """{"input": "x", "dimensions": 9}""", 400, "dimensions")]
    [InlineData("/v1/nothing", "{}", 404, null)]
    public async Task A_wrong_request_names_what_is_wrong(string path, string body, int status, string? param)
    {
        var (code, reply) = await PostAsync(path, body);
        ((int)code).ShouldBe(status);
        var error = JsonNode.Parse(reply)!["error"]!;
        ((string)error["message"]!).ShouldNotBeNullOrWhiteSpace();
        if (param is not null)
            ((string?)error["param"]).ShouldBe(param);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_says_how_long_it_may_be()
    {
        var (code, reply) = await PostAsync("/v1/completions", $$"""{"prompt": "{{new string('x', 600)}}"}""");
        code.ShouldBe(HttpStatusCode.BadRequest);
        reply.ShouldContain("context_length_exceeded");
        reply.ShouldContain("512");
        // Before a stream begins, it still has a status of its own.
        (await PostAsync("/v1/completions", $$"""{"prompt": "{{new string('x', 600)}}", "stream": true}""")).Code.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_the_model_to_the_next()
    {
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_served.Address, "/v1/completions")) { Content = new StringContent("""{"prompt": "Hi", "max_tokens": 500, "temperature": 1, "seed": 4, "stream": true}""", Encoding.UTF8, "application/json") };
        using (var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gone.Token))
            await gone.CancelAsync();
        await AskAsync("/v1/completions", """{"prompt": "Hi", "max_tokens": 2}""");
    }

    [Fact]
    public async Task A_page_of_another_origin_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_served.Address, "/v1/completions")) { Content = new StringContent("""{"prompt": "Hi"}""") };
        request.Headers.Add("Origin", "https://example.org");
        using var response = await _http.SendAsync(request, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_models_are_listed_and_other_methods_are_refused()
    {
        (await _http.GetStringAsync(new Uri(_served.Address, "/v1/models"), Cancellation)).ShouldContain("\"tiny\"");
        using var response = await _http.GetAsync(new Uri(_served.Address, "/v1/completions"), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    private async Task<JsonNode> AskAsync(string path, string body)
    {
        var (code, reply) = await PostAsync(path, body);
        code.ShouldBe(HttpStatusCode.OK, reply);
        return JsonNode.Parse(reply)!;
    }

    private async Task<(HttpStatusCode Code, string Reply)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(_served.Address, path), content, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<JsonNode[]> EventsAsync(string path, string body)
    {
        var (code, reply) = await PostAsync(path, body);
        code.ShouldBe(HttpStatusCode.OK, reply);
        var events = reply.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e["data: ".Length..]).ToArray();
        events[^1].ShouldBe("[DONE]");
        return [.. events[..^1].Select(e => JsonNode.Parse(e)!)];
    }

    private sealed class Halves : IEmbedder
    {
        public string Id => "halves";

        public int Dimensions => 2;

        public float[] Embed(string text) => [0.5f, text.Length];

        public int TokensOf(string text) => text.Length;
    }
}

using System.Net;
using System.Text;
using Amazon.BedrockRuntime.Model;
using RagPruner.Answering;
using RagPruner.Bedrock.Errors;
using RagPruner.Bedrock.Models;
using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Local.Evaluation;
using RagPruner.Models;
using RagPruner.OpenAi;
using RagPruner.Selection;

namespace RagPruner.Fuzz;

/// <summary>What reads bytes of others, with inputs that it takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">Inputs that are right.</param>
/// <param name="Read">Reads one; may throw a <see cref="Errors.PrunerException"/> and nothing else.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Read)
{
    private const string Question = "How many points did the defense surrender?";
    private const string Chat = """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"308 points"},"logprobs":{"content":[{"token":"308","logprob":-0.1,"bytes":[51,48,56],"top_logprobs":[{"token":"308","logprob":-0.1}]},{"token":" points","logprob":-0.2,"top_logprobs":[]}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2},"prompt_logprobs":[null,{"5":{"logprob":-1.5,"decoded_token":"How"}}]}""";
    private const string Completion = """{"id":"1","object":"text_completion","choices":[{"index":0,"text":" 308","logprobs":{"tokens":[" 308"],"token_logprobs":[-0.2],"top_logprobs":[{" 308":-0.2," no":-3}],"text_offset":[0]},"prompt_logprobs":[null,{"5":{"logprob":-1.5,"rank":1,"decoded_token":"How"}}],"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":1}}""";
    private const string Native = """{"generation":" 308","prompt_token_count":9,"generation_token_count":1,"stop_reason":"stop","logprobs":[{"308":-0.2,"5":-4},{"2":-0.1}],"prompt_logprobs":[null,{"5":-1.5},{"7":-0.3}]}""";

    private static readonly Catalog s_catalog = Catalog.Default;
    private static readonly Context[] s_contexts =
    [
        new() { Id = "a", Rank = 1, Text = "The defense surrendered 308 points in 2015, on 24 May." },
        new() { Id = "b", Rank = 2, Text = "See https://example.com/a for \"more\": 12.5 % of them." },
    ];

    /// <summary>All of them.</summary>
    /// <param name="samples">The folder of the samples, for recordings.</param>
    /// <param name="profile">A profile as <c>calibrate</c> writes it.</param>
    public static IReadOnlyList<Target> All(string samples, byte[] profile)
    {
        var recordings = File.ReadLines(Path.Combine(samples, "evidence", "smollm2-135m-instruct.jsonl")).Take(4).Select(Bytes).ToArray();
        return
        [
            new("request", [Bytes("""{"question":"When?","contexts":5,"scorer":"blend","keep":{"rule":"top-k","k":3,"min":1},"filter":{"andAll":[{"equals":{"key":"lang","value":"en"}},{"in":{"key":"year","value":[1,2]}}]},"candidates":2,"onConflict":"drop","deadlineMs":2000,"include":["contexts","evidence"]}"""),
                Bytes("""{"question":"When?","documents":[{"text":"a text"},{"id":"2","text":"b","score":0.5}]}"""),
                Bytes("""{"question":"When?","evidence":[{"id":"a","rank":1,"retrievalScore":0.5,"score":0.5,"evidence":{"meanLogprob":-0.2,"questionLogprob":-1,"draftTokens":1,"draft":"308"},"disposition":"kept","reason":"in_top_k","uri":null,"text":"x","tokens":3},{"id":"b","rank":2,"retrievalScore":0.5,"score":0.5,"evidence":null,"disposition":"merged","reason":"duplicate","uri":null,"text":"x","tokens":3,"mergedInto":"a"}]}""")],
                static bytes => RequestJson.Read(bytes, s_catalog)),
            new("rerank", [Bytes("""{"model":"m","query":"When?","documents":["one",{"text":"two"}],"top_n":1,"return_documents":true,"max_tokens_per_doc":100}""")],
                static bytes => RerankRequest.Read(bytes, 1000)),
            new("filter", [Bytes("""{"orAll":[{"andAll":[{"equals":{"key":"a","value":"x"}},{"notIn":{"key":"b","value":[1,"2",true]}}]},{"startsWith":{"key":"c","value":"p"}},{"greaterThan":{"key":"d","value":1e3}}]}""")], ReadFilter),
            new("answer", [Bytes("The defense surrendered 308 points [1], on 24 May 2015 [2][3]. See [the page](https://example.com/a) or https://evil.example/x?q=1 `code` ![i](data:x)"),
                Bytes("Twelve and a half percent. Dr. Smith said \"more\" (12,5 %) at 10:30 p.m. — no, 1.000,50 €!\n\n- one [1]\n- two")],
                static bytes => AnswerCheck.Check(Encoding.UTF8.GetString(bytes), s_contexts)),
            new("question-span", [Bytes($"Passage: 308 points.\n\nQuestion: {Question}\nassistant"), Bytes(Question)], ReadSpan),
            new("profile", [profile], static bytes => ProfileJson.Read(bytes)),
            new("recording", recordings, static bytes => RecordedEvidence.Read("recording.jsonl", bytes)),
            new("native", [Bytes(Native), Bytes(Completion), Bytes(Chat)], static bytes => ImportedModelReply.Parse(new MemoryStream(bytes), ["2"], 40)),
            new("chat", [Bytes(Chat)], static bytes => Ask(bytes, "application/json", static client => client.CompleteAsync(s_chat, default))),
            new("completions", [Bytes(Completion)], static bytes => Ask(bytes, "application/json", static client => client.CompletePromptAsync([], default))),
            new("chat-stream", [Bytes("data: {\"choices\":[{\"delta\":{\"content\":\"30\"},\"logprobs\":{\"content\":[{\"token\":\"30\",\"logprob\":-1}]}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\ndata: [DONE]\n\n")],
                static bytes => Ask(bytes, "text/event-stream", static client => StreamAsync(client))),
            new("event-stream", [Frames()], static bytes => ReadFrames(bytes)),
            new("event-payload", [Bytes("""{"contentBlockIndex":0,"delta":{"text":"30"}}"""), Bytes("""{"stopReason":"end_turn","additionalModelResponseFields":{"choices":[{"logprobs":{"content":[{"token":"308","logprob":-0.1,"top_logprobs":[]}]}}]}}"""),
                Bytes("""{"usage":{"inputTokens":12,"outputTokens":2,"totalTokens":14},"metrics":{"latencyMs":5}}""")],
                static bytes => ReadFrames([.. s_types.SelectMany(t => Fuzz.Frames.Of(t, bytes)), .. Fuzz.Frames.Of("messageStop", """{"stopReason":"end_turn"}"""u8)])),
        ];
    }

    private static readonly string[] s_types = ["contentBlockDelta", "metadata", "messageStop"];
    private static readonly ChatRequest s_chat = ChatRequest.Of(new CompletionRequest(new Prompt("", Question), 8) { Logprobs = true }, "m", takesContinueFlags: false);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Frames() =>
    [
        .. Fuzz.Frames.Of("messageStart", """{"role":"assistant"}"""u8), .. Fuzz.Frames.Of("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"30"}}"""u8),
        .. Fuzz.Frames.Of("messageStop", """{"stopReason":"end_turn"}"""u8), .. Fuzz.Frames.Of("metadata", """{"usage":{"inputTokens":1,"outputTokens":1}}"""u8),
    ];

    // As it stands in a body, which is read strictly.
    private static void ReadFilter(byte[] bytes) =>
        RequestJson.Read([.. """{"question":"When?","filter":"""u8, .. bytes, (byte)'}'], s_catalog).Request.Filter?.EnsureFits();

    // Cut into tokens wherever the bytes say so, characters among them.
    private static void ReadSpan(byte[] bytes)
    {
        var tokens = new List<PromptToken>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, 1 + bytes[at] % 5);
            tokens.Add(new PromptToken(Encoding.UTF8.GetString(bytes, at, length), -bytes[at] / 50.0, bytes[at].ToString(System.Globalization.CultureInfo.InvariantCulture)));
            at += length;
        }
        QuestionSpan.Find(tokens, Question, "Question: ");
        QuestionSpan.FindByCommonSuffix([new PromptTail(tokens, 2), new PromptTail([.. tokens.Skip(tokens.Count / 2)], 2) { IsCut = true }]);
    }

    private static void ReadFrames(byte[] bytes)
    {
        using var stream = new ConverseStreamOutput(new MemoryStream(bytes));
        ServiceErrors.CompleteAsync("ConverseStream", () => ConverseReply.ReadAsync(stream, wantsLogprobs: true, new Progress(), default), default).GetAwaiter().GetResult();
    }

    private static async Task<int> StreamAsync(OpenAiClient client)
    {
        var count = 0;
        await foreach (var _ in client.StreamAsync(s_chat, default))
            count++;
        return count;
    }

    private static void Ask<T>(byte[] reply, string type, Func<OpenAiClient, Task<T>> ask)
    {
        using var http = new HttpClient(new Replying(reply, type));
        ask(new OpenAiClient(http, new OpenAiOptions { BaseUrl = new Uri("http://localhost/v1"), Model = "m" })).GetAwaiter().GetResult();
    }

    private sealed class Progress : IProgress<string>
    {
        public void Report(string value)
        {
        }
    }

    private sealed class Replying(byte[] reply, string type) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(reply);
            content.Headers.ContentType = new(type);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using Amazon.BedrockAgentRuntime;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Drafting;
using RagPruner.Pipeline;

namespace RagPruner.Benchmarks;

/// <summary>
/// The product's own time for one pruning of 25 contexts: real adapters, on clients whose methods answer at once. Signing
/// and marshalling of one drafting call are measured by themselves.
/// </summary>
[MemoryDiagnoser]
public class BedrockBenchmarks
{
    private const int Contexts = 25;

    private readonly PruneRequest _request = new("How long does a cold imported model take to answer?") { Contexts = Contexts };
    private ContextPruner _pruner = null!;
    private AmazonBedrockRuntimeClient _signing = null!;
    private byte[] _body = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var retriever = new KnowledgeBaseRetriever(new InstantAgent(), new KnowledgeBaseOptions { KnowledgeBaseId = "KB12345678" });
        var drafter = new ModelDrafter(new ImportedModel(new InstantRuntime(), new ImportedModelOptions { ModelId = "m" }));
        _pruner = new ContextPruner(retriever, drafter);
        _signing = new AmazonBedrockRuntimeClient(new BasicAWSCredentials("id", "key"), new AmazonBedrockRuntimeConfig
        {
            ServiceURL = "http://aws.test",
            AuthenticationRegion = "us-east-1",
            HttpClientFactory = new InstantHttp(),
            MaxErrorRetry = 0,
        });
        _body = new byte[2500];
    }

    [Benchmark(Baseline = true)]
    public Task<PruneResult> Prune_25_contexts() => _pruner.PruneAsync(_request);

    [Benchmark]
    public Task<InvokeModelResponse> Sign_and_marshal_one_call() =>
        _signing.InvokeModelAsync(new InvokeModelRequest { ModelId = "m", ContentType = "application/json", Body = new MemoryStream(_body) });

    private static string Words(int seed, int count)
    {
        var random = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, count).Select(_ => $"word{random.Next(2000)}"));
    }

    private sealed class InstantAgent() : AmazonBedrockAgentRuntimeClient(new BasicAWSCredentials("id", "key"), Amazon.RegionEndpoint.USEast1)
    {
        private readonly RetrieveResponse _response = new()
        {
            RetrievalResults = [.. Enumerable.Range(0, Contexts).Select(i => new KnowledgeBaseRetrievalResult
            {
                Content = new RetrievalResultContent { Type = RetrievalResultContentType.TEXT, Text = Words(i, 200) },
                Score = 1.0 / (i + 1),
            })],
        };

        public override Task<RetrieveResponse> RetrieveAsync(RetrieveRequest request, CancellationToken cancellationToken = default) => Task.FromResult(_response);
    }

    /// <summary>Replies with 12 draft tokens and the log probabilities of a prompt of 300 tokens that ends with the question.</summary>
    private sealed class InstantRuntime() : AmazonBedrockRuntimeClient(new BasicAWSCredentials("id", "key"), Amazon.RegionEndpoint.USEast1)
    {
        private static readonly byte[] s_reply = Reply();

        public override Task<InvokeModelResponse> InvokeModelAsync(InvokeModelRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new InvokeModelResponse { Body = new MemoryStream(s_reply, 0, s_reply.Length, writable: false, publiclyVisible: true) });

        private static byte[] Reply()
        {
            var tokens = string.Join(',', Enumerable.Range(0, 12).Select(i => $"\" w{i}\""));
            var logprobs = string.Join(',', Enumerable.Range(0, 12).Select(i => (-0.1 * i).ToString(CultureInfo.InvariantCulture)));
            var question = "How long does a cold imported model take to answer?".Split(' ');
            var prompt = string.Join(',', Enumerable.Range(0, 290).Select(i => $" w{i}").Concat(question.Select(w => $" {w}")).Select((w, i) => $"{{\"{i}\":{{\"logprob\":-1.5,\"rank\":2,\"decoded_token\":\"{w}\"}}}}"));
            var text = string.Concat(Enumerable.Range(0, 12).Select(i => $" w{i}"));
            return Encoding.UTF8.GetBytes($"{{\"choices\":[{{\"text\":\"{text}\",\"logprobs\":{{\"tokens\":[{tokens}],\"token_logprobs\":[{logprobs}]}},\"prompt_logprobs\":[null,{prompt}]}}],\"usage\":{{\"prompt_tokens\":300,\"completion_tokens\":12}}}}");
        }
    }

    private sealed class InstantHttp : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler());

        private sealed class Handler : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
                Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}") });
        }
    }
}

using System.Text;
using BenchmarkDotNet.Attributes;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Telemetry;
using RagPruner.Models;

namespace RagPruner.Benchmarks;

/// <summary>
/// The Lambda functions' own time: ports that answer at once, so that reading the event, judging, writing the response
/// and the log record are what is left.
/// </summary>
[MemoryDiagnoser]
public class FunctionBenchmarks
{
    private readonly LocalContext _context = new();
    private Function _api = null!;
    private Function _answer = null!;
    private byte[] _event = null!;
    private byte[] _body = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RAGPRUNER_KNOWLEDGE_BASE_ID"] = "KB12345678", ["RAGPRUNER_DRAFT_MODEL"] = "local-draft", ["RAGPRUNER_FINAL_MODEL"] = "f" };
        var ports = new InstantPorts();
        var host = FunctionHost.Of(new Deployment(FunctionSettings.Read(environment, Parts.All), ports, ports, ports, TimeProvider.System), ports, TimeProvider.System);
        _api = FunctionCatalog.All.Single(f => f.Name == "Api").Create(host);
        _answer = FunctionCatalog.All.Single(f => f.Name == "Answer").Create(host);
        _body = Encoding.UTF8.GetBytes("""{"question": "How long does a cold imported model take to answer?", "contexts": 10}""");
        _event = Encoding.UTF8.GetBytes("""{"version":"2.0","routeKey":"POST /v1/answer","rawPath":"/v1/answer","headers":{"content-type":"application/json"},"requestContext":{"http":{"method":"POST","path":"/v1/answer"},"requestId":"r"},"body":"{\"question\": \"How long does a cold imported model take to answer?\", \"contexts\": 10}","isBase64Encoded":false}""");
    }

    [Benchmark(Baseline = true)]
    public Task<Stream> Answer_invoked_directly() => _answer.HandleAsync(new MemoryStream(_body), _context);

    [Benchmark]
    public Task<Stream> Answer_behind_api_gateway() => _api.HandleAsync(new MemoryStream(_event), _context);

    private sealed class InstantPorts : IRetriever, IDrafter, IGenerator, ILogSink
    {
        private static readonly Context[] s_contexts = [.. Enumerable.Range(1, 10).Select(i => new Context { Id = $"c{i}", Rank = i, Text = Text(i), RetrievalScore = 1.0 / i, Uri = $"s3://bucket/c{i}" })];

        public EvidenceKinds Offers => EvidenceKinds.OneCall;

        public bool OffersLogprobs => false;

        public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken) => Task.FromResult(new Retrieval(s_contexts));

        public Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(DraftReply.With(new Evidence { Draft = "four minutes", Tokens = [new CompletionToken("four", -0.2), new CompletionToken(" minutes", -0.1)], QuestionLogprobs = [-2, -1.5], InputTokens = 300, OutputTokens = 2 }));

        public Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
            Task.FromResult(new GeneratedText("Up to four minutes. [1]") { InputTokens = 900, OutputTokens = 8 });

        public void Write(ReadOnlyMemory<byte> record)
        {
            // Whoever writes it out is not ours to measure.
        }

        private static string Text(int seed)
        {
            var random = new Random(seed);
            return string.Join(' ', Enumerable.Range(0, 200).Select(_ => $"word{random.Next(2000)}"));
        }
    }

    private sealed class LocalContext : Amazon.Lambda.Core.ILambdaContext
    {
        public string AwsRequestId => "request";

        public Amazon.Lambda.Core.IClientContext ClientContext => null!;

        public string FunctionName => "";

        public string FunctionVersion => "";

        public Amazon.Lambda.Core.ICognitoIdentity Identity => null!;

        public string InvokedFunctionArn => "";

        public Amazon.Lambda.Core.ILambdaLogger Logger => null!;

        public string LogGroupName => "";

        public string LogStreamName => "";

        public int MemoryLimitInMB => 0;

        public TimeSpan RemainingTime => TimeSpan.FromSeconds(28);
    }
}

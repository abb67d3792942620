using System.Text;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Telemetry;
using RagPruner.Models;

namespace RagPruner.Lambda.Hosting;

/// <summary>
/// Runs the whole path of a request once before a snapshot, over ports that answer from memory: what is compiled and
/// loaded by then need not be after every restore.
/// </summary>
internal static class Warmup
{
    private const string RestEvent =
        """
        {"resource":"/v1/answer","path":"/v1/answer","httpMethod":"POST","headers":{"content-type":"application/json"},
        "requestContext":{"requestId":"warm"},
        "body":"{\"question\":\"When does the ferry leave?\",\"include\":[\"contexts\",\"evidence\"]}","isBase64Encoded":false}
        """;

    private const string HttpEvent =
        """
        {"version":"2.0","routeKey":"POST /v1/prune","rawPath":"/v1/prune","headers":{"content-type":"application/json"},
        "requestContext":{"http":{"method":"POST","path":"/v1/prune"}},
        "body":"{\"question\":\"When does the ferry leave?\",\"keep\":{\"rule\":\"gap\"}}","isBase64Encoded":false}
        """;

    public static async Task RunAsync()
    {
        var time = TimeProvider.System;
        var environment = new Dictionary<string,
            string>(StringComparer.Ordinal)
        {
            [KnownSettings.KnowledgeBaseId.Name] = "WARMUP0000",
            [KnownSettings.DraftModel.Name] = "local-draft",
            [KnownSettings.FinalModel.Name] = "warm-up"
        };
        var ports = new Ports();
        var deployment = new Deployment(FunctionSettings.Read(environment, Parts.All), ports, ports, ports, time);
        var function = new ApiFunction(FunctionHost.Of(deployment, ports, time));
        foreach (var payload in new[] { RestEvent, HttpEvent })
            await function.HandleAsync(new MemoryStream(Encoding.UTF8.GetBytes(payload)), new WarmupContext());
    }

    private sealed class Ports : IRetriever, IDrafter, IGenerator, ILogSink
    {
        public EvidenceKinds Offers => EvidenceKinds.OneCall;

        public bool OffersLogprobs => false;

        public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken) =>
            Task.FromResult(
                new Retrieval(
                [.. Enumerable.Range(1, 4).Select(i => new Context { Id = $"{i}", Rank = i, Text = $"Ferry {i} leaves at {i}.", RetrievalScore = 1.0 / i })]));

        public Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(
                DraftReply.With(
                new Evidence
                {
                    Draft = $"at {request.Context.Rank}",
                    Tokens = [new CompletionToken("at", -0.1 * request.Context.Rank)],
                    QuestionLogprobs = [-1, -0.5 * request.Context.Rank],
                    OutputTokens = 1
                }));

        public Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
            Task.FromResult(new GeneratedText("At one. [1]"));

        public void Write(ReadOnlyMemory<byte> record)
        {
            // A warm-up is no request.
        }
    }
}

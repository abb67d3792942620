using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.Runtime;
using RagPruner.Answering;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Bedrock.Tests.Support;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;

namespace RagPruner.Bedrock.Tests;

/// <summary>Faults that lie below HTTP's surface, for every operation, through the clients that the product builds.</summary>
public sealed class WireFaultTests
{
    // The SDK's own handler went on for two seconds. A loaded machine gets more than the 100 ms of the contract.
    private static readonly TimeSpan s_prompt = TimeSpan.FromSeconds(1);

    private static readonly KnowledgeBaseOptions s_base = new() { KnowledgeBaseId = "KB12345678" };

    public static TheoryData<string> Operations => ["Retrieve", "Rerank", "InvokeModel", "Converse", "ConverseStream"];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_reply_that_stalls_after_its_headers_ends_with_its_cancellation(string operation)
    {
        await using var server = FaultyServer.Stalling(TypeOf(operation), operation == "ConverseStream" ? "\0" : "{");
        await EndsPromptlyAsync(operation, server);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_reply_that_drips_ends_with_its_cancellation(string operation)
    {
        var text = """{"contentBlockIndex":0,"delta":{"text":"LONG"}}""".Replace("LONG", new string('a', 100_000), StringComparison.Ordinal);
        await using var server = FaultyServer.Dripping(TypeOf(operation), operation == "ConverseStream" ? FakeAws.Frame("contentBlockDelta", text) : Encoding.UTF8.GetBytes(text));
        await EndsPromptlyAsync(operation, server);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_endless_reply_is_read_no_further_than_its_limit(string operation)
    {
        await using var server = FaultyServer.Endless(operation == "ConverseStream" ? "application/octet-stream" : TypeOf(operation));
        var failure = await Should.ThrowAsync<PrunerException>(() => CallAsync(operation, server, default));
        if (operation == "ConverseStream")
            failure.IsTransient.ShouldBeTrue();
        else
            failure.ShouldBeOfType<PrunerUpstreamBadResponse>().Message.ShouldBe($"{operation} failed: the reply is longer than 4194304 bytes.");
        server.Requests.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_endless_error_is_read_no_further_either(string operation)
    {
        await using var server = new FaultyServer(async (stream, cancellation) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 500 X\r\nContent-Type: text/html\r\n\r\n"), cancellation);
            var page = new byte[65_536];
            while (true)
                await stream.WriteAsync(page, cancellation);
        });
        (await Should.ThrowAsync<PrunerException>(() => CallAsync(operation, server, default))).IsTransient.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_signature_refused_over_the_time_is_no_matter_of_the_set_up(string operation)
    {
        await using var server = Skewed(TimeSpan.FromMinutes(10));
        var failure = await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => CallAsync(operation, server, default));
        failure.Message.ShouldMatch(@"^\w+ failed: \w+, status 403, request r-1; the service's clock and this machine's differ by (5\d\d|600) s\.$");
    }

    [Fact]
    public async Task A_wrong_clock_is_not_believed_by_the_next_request()
    {
        await using var server = Skewed(TimeSpan.FromMinutes(10));
        using var clients = Clients(server);
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => CallAsync("InvokeModel", clients, default));
        CorrectClockSkew.GetClockCorrectionForEndpoint(server.Address.AbsoluteUri).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_wrong_signature_at_the_right_time_is()
    {
        await using var server = Skewed(TimeSpan.FromSeconds(2));
        await Should.ThrowAsync<PrunerMisconfigured>(() => CallAsync("InvokeModel", server, default));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(30)]
    public async Task A_broken_frame_is_a_failure_of_the_service(int flipped)
    {
        byte[] frames = [.. FakeAws.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"at "}}"""), .. FakeAws.Frame("messageStop", """{"stopReason":"end_turn"}""")];
        if (flipped >= 0)
            frames[flipped] ^= 0x40;
        else
            frames = frames[..^7];
        await using var server = FaultyServer.Whole(200, "application/vnd.amazon.eventstream", frames);
        (await Should.ThrowAsync<PrunerException>(() => CallAsync("ConverseStream", server, default))).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_frame_that_reports_an_error_is_one_too()
    {
        byte[] frames = [.. FakeAws.Frame("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"at "}}"""), .. FakeAws.ErrorFrame("InternalError", "text of the service")];
        await using var server = FaultyServer.Whole(200, "application/vnd.amazon.eventstream", frames);
        var failure = await Should.ThrowAsync<PrunerUpstreamFailed>(() => CallAsync("ConverseStream", server, default));
        failure.ToString().ShouldNotContain("text of the service");
    }

    [Fact]
    public async Task Half_a_character_costs_no_other_context()
    {
        await using var server = FaultyServer.Whole(200, "application/json", Encoding.UTF8.GetBytes("""{"retrievalResults":[{"content":{"text":"cut \ud83d"}},{"content":{"text":"whole \ud83d\ude00"}}]}"""));
        using var clients = Clients(server);
        var retrieval = await new KnowledgeBaseRetriever(clients.AgentRuntime, s_base).RetrieveAsync(new RetrievalQuery("q", 3), default);
        retrieval.Contexts.Select(c => c.Text).ShouldBe(["cut \uFFFD", "whole \U0001F600"]);
    }

    private static async Task EndsPromptlyAsync(string operation, FaultyServer server)
    {
        using var cancellation = new CancellationTokenSource();
        var call = CallAsync(operation, server, cancellation.Token);
        await server.Replying;
        // Into the reading of the body, as far as can be told from here.
        await Task.WhenAny(call, Task.Delay(100, TestContext.Current.CancellationToken));
        var start = Stopwatch.GetTimestamp();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        var took = Stopwatch.GetElapsedTime(start);
        TestContext.Current.TestOutputHelper?.WriteLine($"{operation}: {took.TotalMilliseconds:0} ms");
        took.ShouldBeLessThan(s_prompt);
    }

    private static FaultyServer Skewed(TimeSpan by) => FaultyServer.Whole(
        403, "application/json", Encoding.UTF8.GetBytes("""{"message":"Signature not yet current"}"""), ("x-amzn-ErrorType", "InvalidSignatureException"), ("x-amzn-RequestId", "r-1"),
        ("Date", (DateTimeOffset.UtcNow + by).ToString("r", CultureInfo.InvariantCulture)));

    private static string TypeOf(string operation) => operation == "ConverseStream" ? "application/vnd.amazon.eventstream" : "application/json";

    private static BedrockClients Clients(FaultyServer server) => BedrockClients.Create("us-east-1", server.Address, new BasicAWSCredentials("id", "key"));

    private static async Task CallAsync(string operation, FaultyServer server, CancellationToken cancellationToken)
    {
        if (operation == "Rerank")
            server.Before = ("/retrieve", """{"retrievalResults":[{"content":{"text":"At nine."}}]}""");
        using var clients = Clients(server);
        await CallAsync(operation, clients, cancellationToken);
    }

    private static Task CallAsync(string operation, BedrockClients clients, CancellationToken cancellationToken)
    {
        var context = new Context { Id = "a", Text = "At nine.", Rank = 1 };
        var generation = new GenerationRequest("When?", [context], "f00d");
        return operation switch
        {
            "InvokeModel" => new ModelDrafter(new ImportedModel(clients.Runtime, new ImportedModelOptions { ModelId = "m" })).DraftAsync(new DraftRequest("When?", context, "f00d", 8, EvidenceKinds.OneCall), cancellationToken),
            "Converse" => new ModelGenerator(new ConverseModel(clients.Runtime, new ConverseOptions { ModelId = "m" })).GenerateAsync(generation, null, cancellationToken),
            "ConverseStream" => new ModelGenerator(new ConverseModel(clients.Runtime, new ConverseOptions { ModelId = "m" })).GenerateAsync(generation, new Nowhere(), cancellationToken),
            _ => new KnowledgeBaseRetriever(clients.AgentRuntime, operation == "Rerank" ? s_base with { Rerank = RerankMode.Separate, RerankModelArn = "arn:rerank" } : s_base)
                .RetrieveAsync(new RetrievalQuery("q", 3), cancellationToken),
        };
    }

    private sealed class Nowhere : IProgress<string>
    {
        public void Report(string value)
        {
        }
    }
}

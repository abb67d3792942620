using System.Text;
using System.Text.Json;
using Amazon.Lambda.TestUtilities;
using RagPruner.Contexts;
using RagPruner.Lambda.Batch;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Telemetry;

namespace RagPruner.Lambda.Tests.Support;

/// <summary>Functions over fake ports, and what they left in the log.</summary>
internal sealed class TestHost : ILogSink
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        ["RAGPRUNER_KNOWLEDGE_BASE_ID"] = "KB12345678",
        ["RAGPRUNER_DRAFT_MODEL"] = "local-draft",
        ["RAGPRUNER_FINAL_MODEL"] = "final-model",
        ["RAGPRUNER_FINAL_INPUT_USD_PER_MILLION"] = "3",
        ["RAGPRUNER_FINAL_OUTPUT_USD_PER_MILLION"] = "15",
    };

    private readonly List<string> _records = [];

    public IRetriever? Retriever { get; init; } = new FakeRetriever([.. Enumerable.Range(1, 6).Select(i => Make.Context(i))]);

    public FakeDrafter Drafter { get; init; } = new(r => Make.Evidence(-0.1 * ((r.Context.Rank * 5 % 7) + 1), -0.3 * r.Context.Rank, $"draft of {r.Context.Id}"));

    public FakeGenerator Generator { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public FinishedItems? FinishedItems { get; init; }

    public FunctionExtensions Extensions { get; init; } = new();

    public IReadOnlyList<string> Records
    {
        get
        {
            lock (_records)
                return [.. _records];
        }
    }

    public TestHost With(string setting, string value)
    {
        _environment[setting] = value;
        return this;
    }

    public Function Function(string name)
    {
        var settings = FunctionSettings.Read(_environment, Parts.All, Extensions.Catalog);
        return FunctionCatalog.All.Single(f => f.Name == name).Create(FunctionHost.Of(
            new Deployment(settings, Retriever, Drafter, Generator, Time) { FinishedItems = FinishedItems }, this, Time));
    }

    /// <summary>Invokes a function with 28 seconds left, as behind API Gateway.</summary>
    public async Task<JsonElement> InvokeAsync(string name, string payload, double remainingSeconds = 28, CancellationToken cancellationToken = default) =>
        Parse(await TextAsync(name, payload, remainingSeconds, cancellationToken));

    /// <summary>The same, unparsed. Where the clock is virtual, time passes as the invocation waits for it.</summary>
    public Task<string> TextAsync(string name, string payload, double remainingSeconds = 28, CancellationToken cancellationToken = default) => Time is VirtualTime time
        ? time.RunAsync(() => RunAsync(name, payload, remainingSeconds, cancellationToken))
        : RunAsync(name, payload, remainingSeconds, cancellationToken);

    private async Task<string> RunAsync(string name, string payload, double remainingSeconds, CancellationToken cancellationToken)
    {
        var context = new TestLambdaContext { AwsRequestId = "request-1", RemainingTime = TimeSpan.FromSeconds(remainingSeconds) };
        using var reader = new StreamReader(await Function(name).InvokeAsync(new MemoryStream(Encoding.UTF8.GetBytes(payload)), context, null, cancellationToken));
        return await reader.ReadToEndAsync(CancellationToken.None);
    }

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>A file of <c>events/</c>.</summary>
    public static string Event(string name) => File.ReadAllText(Path.Combine(Repository.Root, "events", $"{name}.json"));

    public void Write(ReadOnlyMemory<byte> record)
    {
        lock (_records)
            _records.Add(Encoding.UTF8.GetString(record.Span));
    }
}

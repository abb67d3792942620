using System.Diagnostics;
using System.Text.Json;
using RagPruner.Answering;
using RagPruner.Bedrock;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Drafting;
using RagPruner.Pipeline;

namespace RagPruner.Load;

/// <summary>
/// The local Bedrock in a process of its own, as slow as a real one: retrieving takes 40 ms, a draft 300, an answer 900, and one
/// draft of a hundred 3 s more.
/// </summary>
internal sealed class LocalBedrock : IDisposable
{
    private readonly Process _process;
    private readonly BedrockClients _clients;
    private readonly string _faults;

    private LocalBedrock(Process process, Uri endpoint, string faults)
    {
        (_process, _faults) = (process, faults);
        _clients = BedrockClients.Create("us-east-1", endpoint, new Amazon.Runtime.BasicAWSCredentials("local", "local"));
    }

    /// <summary>Starts it.</summary>
    /// <param name="more">What else goes wrong, as in a fault plan.</param>
    public static async Task<LocalBedrock> StartAsync(params IEnumerable<string> more)
    {
        string[] faults =
        [
            """{ "operation": "Retrieve", "kind": "latency", "milliseconds": 40 }""",
            """{ "operation": "InvokeModel", "kind": "latency", "milliseconds": 300 }""",
            """{ "operation": "InvokeModel", "kind": "latency", "milliseconds": 3000, "rate": 0.01 }""",
            """{ "operation": "Converse", "kind": "latency", "milliseconds": 900 }""",
            .. more,
        ];
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, $$"""{ "seed": 1, "faults": [{{string.Join(",", faults)}}] }""");
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "RagPruner.Local.dll"), "up", "--port", "0", "--json", "--faults", path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // What follows the first line is read too: a full pipe would stop the process.
        var first = new TaskCompletionSource<string?>();
        process.OutputDataReceived += (_, e) => first.TrySetResult(e.Data);
        process.ErrorDataReceived += static (_, e) => Console.Error.WriteLine(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var address = JsonDocument.Parse(await first.Task ?? throw new InvalidOperationException("The local Bedrock did not start."));
        return new LocalBedrock(process, new Uri(address.RootElement.GetProperty("lambda").GetString()!), path);
    }

    /// <summary>A pipeline over it, as a service would build one.</summary>
    public AnswerPipeline Pipeline(int mostCalls) => new(
        new ContextPruner(
            new KnowledgeBaseRetriever(_clients.AgentRuntime, new KnowledgeBaseOptions { KnowledgeBaseId = "LOCALKB001" }),
            new ModelDrafter(new ImportedModel(_clients.Runtime, new ImportedModelOptions { ModelId = "local-draft" })),
            new PrunerOptions { MaxConcurrentCalls = mostCalls }),
        new ModelGenerator(new ConverseModel(_clients.Runtime, new ConverseOptions { ModelId = "local-final" })));

    public void Dispose()
    {
        _clients.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_faults);
    }
}

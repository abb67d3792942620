using System.Net;
using System.Text.Json;
using RagPruner.Local.Commands;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;

namespace RagPruner.Local.Tests.Support;

/// <summary>The local cloud over the samples, on a free port.</summary>
internal static class Cloud
{
    public static string Samples { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    public static async Task<LocalCloudServer> StartAsync(params Fault[] faults)
    {
        var index = new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(Path.Combine(Samples, "corpus")));
        return await LocalCloudServer.StartAsync(IPAddress.Loopback, 0, index, new PromptModel(index.Statistics), new FaultPlan(1, faults), TimeProvider.System, default);
    }

    /// <summary>Asks on the command line, and is answered.</summary>
    public static async Task<JsonDocument> AskAsync(params string[] args)
    {
        var (exitCode, output, error) = await TryAskAsync(args);
        exitCode.ShouldBe(0, error);
        return JsonDocument.Parse(output);
    }

    /// <summary>Asks on the command line, on the real clock: an attempt that is repeated waits first.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> TryAskAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(["ask", .. args, "--json"], new Shell(Shell.Create(output, isPlain: true), Shell.Create(error, isPlain: true), TimeProvider.System), default);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>What was said of each context, and the answer.</summary>
    public static IEnumerable<string> Verdicts(JsonDocument body) =>
        body.RootElement.GetProperty("contexts").EnumerateArray()
            .Select(c => $"{c.GetProperty("id")} {c.GetProperty("disposition")} {c.GetProperty("reason")} {c.GetProperty("score")}")
            .Append(body.RootElement.GetProperty("answer").GetProperty("text").GetString()!);
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.OpenAi.Tests;

/// <summary>
/// Against SmolLM2-135M-Instruct on llama.cpp, where the server of the test assets can be started (it needs Node.js and
/// installs two npm packages).
/// </summary>
[Trait("Category", "NeuralModel")]
public sealed class NeuralModelTests : IAsyncLifetime
{
    private Process? _server;
    private string? _address;

    [Fact(Skip = "RAGPRUNER_TEST_ASSETS does not name a folder with a model server", SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task A_neural_model_gives_evidence_of_every_kind()
    {
        Assert.SkipWhen(_address is null, "the model server did not start: it needs Node.js, npm and the network");
        using var http = new HttpClient();
        var model = await OpenAiModel.ConnectAsync(http, new OpenAiOptions { BaseUrl = new Uri(_address!), Model = "smollm2" }, TestContext.Current.CancellationToken);
        model.Abilities.ShouldBe(new ModelAbilities { OutputLogprobs = true, Alternatives = 20, PromptLogprobs = true, BegunTurns = true });

        var drafter = new ModelDrafter(model);
        async Task<Evidence> DraftAsync(string context) => (await drafter.DraftAsync(
            new DraftRequest("When does the night ferry leave?", new Context { Id = "a", Text = context, Rank = 1 }, "f00d", 16, EvidenceKinds.OneCall), TestContext.Current.CancellationToken)).Evidence!;
        var relevant = await DraftAsync("The night ferry leaves at 22:15.");
        var other = await DraftAsync("Dogs travel free of charge.");
        relevant.Draft.ShouldContain("22:15");
        relevant.MeanLogprob!.Value.ShouldBeLessThan(0);
        relevant.QuestionLogprob!.Value.ShouldBeGreaterThan(other.QuestionLogprob!.Value);
    }

    public async ValueTask InitializeAsync()
    {
        if (Repository.Assets is not { } assets)
            return;
        var start = new ProcessStartInfo("bash")
        {
            ArgumentList =
            {
                Path.Combine(assets, "tools", "llm-server", "start.sh"), Path.Combine(Repository.Root, "artifacts", "llm-server"),
                Path.Combine(assets, "models", "SmolLM2-135M-Instruct.Q4_1.gguf"), "--port", FreePort(), "--parallel", "1", "--context", "512",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _server = Process.Start(start);
            // The first start installs its packages.
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (await _server!.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.StartsWith("llm-server:", StringComparison.Ordinal))
                {
                    _address = line[line.IndexOf("http", StringComparison.Ordinal)..];
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            // Not to be had here; the test says so.
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
    }

    public ValueTask DisposeAsync()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.Dispose();
        return default;
    }
}

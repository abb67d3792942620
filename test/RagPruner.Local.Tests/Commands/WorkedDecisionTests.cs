using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RagPruner.Local.Commands;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Commands;

/// <summary>docs/lab.md, "From nothing to a deployed profile": its commands, in their order, in an empty folder.</summary>
public sealed partial class WorkedDecisionTests : IDisposable
{
    private static readonly string s_section = File.ReadAllText(Path.Combine(Repository.Root, "docs", "lab.md"))
        .Split("\n## From nothing to a deployed profile\n")[1].Split("\n## ")[0];

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_does_what_the_text_says()
    {
        var ran = new List<string>();
        await using var bedrock = new Running();
        foreach (var line in Lines().Matches(s_section).Select(m => m.Groups["arguments"].Value))
        {
            string[] args = [.. Words().Matches(line).Select(m => InFolder(m.Value.Trim('"').Replace("http://127.0.0.1:9000", bedrock.Address, StringComparison.Ordinal)))];
            ran.Add(args[0]);
            if (args[0] == "up")
                await (line.Contains("--setting", StringComparison.Ordinal) ? DeployedAsync(args) : bedrock.StartAsync(args));
            else
                await RunAsync(line, args);
        }
        ran.ShouldBe(["questions", "questions", "up", "eval", "eval", "calibrate", "ask", "eval", "eval", "up", "drift"]);
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["baseline.json", "eval.md", "eval.xml", "evidence.jsonl", "mine.jsonl", "profile.json", "report.html"]);
    }

    private static async Task RunAsync(string line, string[] args)
    {
        // Whoever reviews keeps all but the third.
        var (exitCode, output, error) = await Cli.PipedAsync(string.Concat(Enumerable.Range(0, 48).Select(i => i == 2 ? "d\n" : "k\n")), args);
        exitCode.ShouldBe(0, $"{line}: {error}");
        if (args[0] == "ask")
            output.ShouldContain("between 90 seconds and four minutes");
        if (line.EndsWith("--details", StringComparison.Ordinal))
        {
            string Count(string cause) => output.Split('\n').Single(l => l.Contains($"  {cause}: ", StringComparison.Ordinal)).Trim().Split(' ')[0];
            s_section.ShouldContain($"{Count("not_retrieved")} were not retrieved, {Count("ranked_below")} were ranked too low, {Count("answer_wrong")} were kept and answered wrong, and {Count("answered_without_source")} have no answer in the corpus");
        }
        if (line.Contains("--record", StringComparison.Ordinal))
            output.ShouldContain(Quoted().Match(s_section).Groups["text"].Value);
    }

    private static async Task DeployedAsync(string[] args)
    {
        await using var functions = new Running();
        await functions.StartAsync(args);
        using var http = new HttpClient();
        using var request = new StringContent(
            """{"question": "How long does a cold imported model take to answer?", "keep": {"rule": "coverage"}}""", Encoding.UTF8, "application/json");
        var reply = await http.PostAsync(new Uri($"{functions.Address}/v1/answer"), request, CancellationToken.None);
        var body = await reply.Content.ReadAsStringAsync(CancellationToken.None);
        ((int)reply.StatusCode).ShouldBe(200, body);
        // Only a profile gives a confidence.
        body.ShouldContain("\"confidence\":0.");
    }

    // Files of the section lie in the test's own folder.
    private string InFolder(string word) => FileNames().Replace(word, m => Path.Combine(_folder.Path, m.Value));

    [GeneratedRegex("^ragpruner (?<arguments>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Lines();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words();

    [GeneratedRegex(@"[a-z]+\.(jsonl|json|html|xml|md)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FileNames();

    [GeneratedRegex(@"Here: \*(?<text>[^*]+) …\*", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    /// <summary>`up` on a port of its own, until it is disposed of.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly SignallingWriter _output = new();
        private Task _running = Task.CompletedTask;

        public string Address { get; private set; } = "";

        public async Task StartAsync(string[] args)
        {
            var error = new StringWriter();
            var shell = new Shell(Shell.Create(_output, isPlain: true), Shell.Create(error, isPlain: true), TimeProvider.System);
            string[] free = [.. args.Select((a, i) => i > 0 && args[i - 1] == "--port" ? "0" : a), "--json"];
            _running = CommandLine.RunAsync(free, shell, _stop.Token);
            await Task.WhenAny(_output.FirstLine, _running);
            _running.IsCompleted.ShouldBeFalse(error.ToString());
            using var addresses = JsonDocument.Parse(await _output.FirstLine);
            Address = addresses.RootElement.GetProperty("lambda").GetString()!;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
            await _output.DisposeAsync();
        }
    }

    /// <summary>Tells when the first line is there.</summary>
    private sealed class SignallingWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _first.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _first.TrySetResult(value ?? "");
        }
    }
}

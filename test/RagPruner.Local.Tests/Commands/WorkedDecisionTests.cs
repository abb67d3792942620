using System.Text;
using System.Text.RegularExpressions;
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
        await using var bedrock = new Up();
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
        await using var functions = new Up();
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
}

using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Commands;

/// <summary>README.md: short, and every command in it runs, or says that it is not run here.</summary>
public sealed partial class ReadmeCommandTests : IDisposable
{
    private const int MostWords = 1400;
    private static readonly string s_readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");

    private readonly Folder _folder = new();

    public static TheoryData<string> Commands => [.. Blocks().Matches(s_readme).SelectMany(b => CommandsOf(b.Groups["block"].Value))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_can_be_read_in_a_few_minutes() =>
        s_readme.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(MostWords);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_runs(string command)
    {
        if (command.Contains("# not run here", StringComparison.Ordinal))
            return;
        if (command == "dotnet test")
        {
            // What runs this very test, and what decides whether a checkout is good.
            (await File.ReadAllTextAsync(Path.Combine(Repository.Root, ".ci", "run"))).ShouldContain("\ndotnet test ");
            return;
        }
        if (Request().Match(command) is { Success: true } request)
        {
            await using var up = new Up();
            await up.StartAsync("up", "--port", "0");
            using var http = new HttpClient();
            using var reply = await http.PostAsync(up.Address + request.Groups["path"].Value, new StringContent(request.Groups["body"].Value, Encoding.UTF8, "application/json"));
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            return;
        }
        command.ShouldStartWith("dotnet run --project src/RagPruner.Local -- ");
        string[] words = [.. Words().Matches(command.Split(" -- ")[1]).Select(m => m.Groups["word"].Value.Trim('"'))
            .Select(w => w.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, w) : w == "report.html" ? Path.Combine(_folder.Path, w) : w)];
        if (words is ["up"])
        {
            await using var up = new Up();
            await up.StartAsync([.. words, "--port", "0"]);
            return;
        }
        var (exitCode, _, error) = await Cli.RunAsync(words);
        exitCode.ShouldBe(0, error);
    }

    // A request goes over several lines; what a command printed stands below it.
    private static IEnumerable<string> CommandsOf(string block) =>
        block.StartsWith("curl ", StringComparison.Ordinal) ? [block.TrimEnd()]
        : block.StartsWith("$ ", StringComparison.Ordinal) ? [block.Split('\n')[0][2..]]
        : block.TrimEnd().Split('\n');

    [GeneratedRegex("^```\n(?<block>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Blocks();

    [GeneratedRegex("^curl http://127.0.0.1:9000(?<path>/\\S+) .*-d '(?<body>.*)'$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Request();

    [GeneratedRegex("(?<word>\"[^\"]*\"|\\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}

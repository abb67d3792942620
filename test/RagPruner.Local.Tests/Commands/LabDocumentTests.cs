using System.Text.RegularExpressions;
using RagPruner.Local.Commands;

namespace RagPruner.Local.Tests.Commands;

/// <summary>docs/lab.md: every command line in it is one that the program takes.</summary>
public sealed partial class LabDocumentTests
{
    private static readonly string s_document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "lab.md"));

    public static TheoryData<string> Examples => [.. Lines().Matches(s_document).Select(m => m.Groups["arguments"].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_parses(string arguments)
    {
        string[] words = [.. Words().Matches(arguments).Select(m => m.Groups["word"].Value.Trim('"'))];
        CommandLine.Root(Shell.OfProcess()).Parse(words).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Every_command_has_an_example() =>
        CommandLine.Root(Shell.OfProcess()).Subcommands.Select(c => c.Name).Except(["up", "mcp"]).ShouldAllBe(name => Examples.Any(e => e.Data.StartsWith($"{name} ", StringComparison.Ordinal)));

    [Fact]
    public void Every_sample_file_that_it_names_is_there()
    {
        foreach (var file in Words().Matches(s_document).Select(m => m.Value).Where(w => w.StartsWith("samples/", StringComparison.Ordinal)))
            File.Exists(Path.Combine(Repository.Root, file)).ShouldBeTrue(file);
    }

    [GeneratedRegex("^ragpruner (?<arguments>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Lines();

    [GeneratedRegex("(?<word>\"[^\"]*\"|[^\\s`]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}

using System.Text.RegularExpressions;
using RagPruner.Local.Commands;
using RagPruner.Local.Output;
using RagPruner.Local.Tests.Support;
using Spectre.Console;

namespace RagPruner.Local.Tests.Commands;

/// <summary>What <c>ask</c> looks like on terminals.</summary>
public sealed partial class AskTerminalTests
{
    private const string Question = "How long was Purser silent after the model replacement in March 2025?";

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task Ask_fits_its_terminal(int columns)
    {
        var (exitCode, output, error) = await Cli.AtWidthAsync(columns, "ask", Question);
        exitCode.ShouldBe(0, error);
        output.Split('\n').ShouldAllBe(line => Prose.WidthOf(line) <= columns);
        Approved.Matches($"ask-{columns}", output);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Drafts_and_merged_contexts_fit_too(int columns)
    {
        var (exitCode, output, error) = await Cli.AtWidthAsync(columns, "ask", "What is charged for moving a standard ticket to another day?", "--scorer", "mean-logprob");
        exitCode.ShouldBe(0, error);
        output.Split('\n').ShouldAllBe(line => Prose.WidthOf(line) <= columns);
        Approved.Matches($"ask-drafts-{columns}", output);
    }

    [Fact]
    public async Task The_first_example_of_the_readme_is_what_an_80_column_terminal_shows()
    {
        var block = FirstBlock().Match((await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"))).ReplaceLineEndings("\n")).Groups["block"].Value;
        var (command, shown) = (block.Split('\n')[0], block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        command.ShouldBe($"$ dotnet run --project src/RagPruner.Local -- ask \"{Question}\" --contexts 5");
        var (_, output, error) = await Cli.AtWidthAsync(80, "ask", Question, "--contexts", "5");
        Approved.Matches("ask-readme", error + output);
        // The clock stands still in tests.
        Time().Replace(shown, "").ShouldBe(Time().Replace(error + output, ""));
    }

    [Fact]
    public async Task On_a_terminal_colours_say_kept_and_pruned_beside_the_words_and_everything_comes_as_it_goes()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        (await CommandLine.RunAsync(["ask", Question], new Shell(Terminal(output), Terminal(error), TimeProvider.System), default)).ShouldBe(0);
        output.ToString().ShouldContain("\u001b[32m   1  kept");
        output.ToString().ShouldContain("\u001b[2m   3  pruned");
        var live = error.ToString();
        var places = new[] { "Retrieving…", @"   1  …", @"   1  read", @"   1  kept", @"^  On +\r", @"^  On Tuesday 11 +\r", @"^  On Tuesday 11 March Purser did not +\r" }
            .Select(text => Regex.Match(live, text, RegexOptions.Multiline)).ToArray();
        places.ShouldAllBe(place => place.Success);
        places.Select(place => place.Index).ShouldBe(places.Select(place => place.Index).Order());
    }

    private static IAnsiConsole Terminal(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.Yes,
        });
        console.Profile.Width = 100;
        return console;
    }

    [GeneratedRegex("^```\n(?<block>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex FirstBlock();

    [GeneratedRegex("^  time .*$", RegexOptions.Multiline)]
    private static partial Regex Time();
}

using RagPruner.Lambda.Hosting;
using RagPruner.Selection;
using Spectre.Console;

namespace RagPruner.Local.Commands;

/// <summary>What a command sees of the world: where it writes, and the clock.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Everything else: notes, progress, errors.</param>
/// <param name="Time">The clock.</param>
internal sealed record Shell(IAnsiConsole Out, IAnsiConsole Error, TimeProvider Time)
{
    /// <summary>What is piped in.</summary>
    public Stream In { get; init; } = Stream.Null;

    /// <summary>Where bytes go that are no text for people: the standard output itself.</summary>
    public Stream RawOut { get; init; } = Stream.Null;

    /// <summary>Whether this runs as a step of GitHub Actions, which shows what is written in its own form beside the code.</summary>
    public bool IsInGitHubActions { get; init; }

    /// <summary>What the host adds: names for requests, and what the functions of `up` are built with.</summary>
    public FunctionExtensions Extensions { get; init; } = FunctionExtensions.None;

    /// <summary>Models and retrieval in this process, in a build that has them.</summary>
    public IInProcess? InProcess { get; init; }

    /// <summary>The program's name.</summary>
    public string Program { get; init; } = "ragpruner";

    public Catalog Catalog => Extensions.Catalog;

    // A pipe has no width; this one lets a table keep its rows on single lines without wrapping every cell.
    private const int PlainWidth = 160;

    /// <summary>The process's own streams.</summary>
    public static Shell OfProcess() => new(
        Create(Console.Out, Console.IsOutputRedirected), Create(Console.Error, Console.IsErrorRedirected), TimeProvider.System)
    {
        In = Console.OpenStandardInput(),
        RawOut = Console.OpenStandardOutput(),
        IsInGitHubActions = Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true",
    };

    /// <summary>A console on a writer: plain text without colours or control codes if it is not a terminal.</summary>
    public static IAnsiConsole Create(TextWriter writer, bool isPlain)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (isPlain)
            console.Profile.Width = PlainWidth;
        return console;
    }

    /// <summary>Writes text without markup or wrapping.</summary>
    public static void Raw(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(Printable(text));

    /// <summary>The text without control characters: a document must not be able to steer somebody's terminal.</summary>
    public static string Printable(string text) =>
        text.Any(IsControl) ? string.Concat(text.Select(c => IsControl(c) ? '\uFFFD' : c)) : text;

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}

using RagPruner.Local.Commands;

namespace RagPruner.Local.Tests.Support;

/// <summary>Runs a command as a user would, and returns what they would see.</summary>
internal static class Cli
{
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args) => RunAsync(Stream.Null, args, CancellationToken.None);

    public static Task<(int ExitCode, string Output, string Error)> RunAsync(CancellationToken cancellationToken, params string[] args) =>
        RunAsync(Stream.Null, args, cancellationToken);

    /// <summary>The same with something piped in.</summary>
    public static Task<(int ExitCode, string Output, string Error)> PipedAsync(string input, params string[] args) =>
        RunAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)), args, CancellationToken.None);

    /// <summary>The same on a terminal without colours, of so many columns.</summary>
    public static Task<(int ExitCode, string Output, string Error)> AtWidthAsync(int columns, params string[] args) =>
        RunAsync(Stream.Null, args, CancellationToken.None, columns);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        Stream input, string[] args, CancellationToken cancellationToken, int? columns = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        // A clock that stands still makes every duration 0.
        var shell = new Shell(Shell.Create(output, isPlain: true), Shell.Create(error, isPlain: true), new VirtualTime()) { In = input };
        shell.Out.Profile.Width = columns ?? shell.Out.Profile.Width;
        var exitCode = await CommandLine.RunAsync(args, shell, cancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}

using RagPruner.Local.Commands;

namespace RagPruner.Local.Tests.Support;

/// <summary>Runs a command as a user would, and returns what they would see.</summary>
internal static class Cli
{
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        // A clock that stands still makes every duration 0.
        var shell = new Shell(Shell.Create(output, isPlain: true), Shell.Create(error, isPlain: true), new VirtualTime());
        var exitCode = await CommandLine.RunAsync(args, shell, cancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}

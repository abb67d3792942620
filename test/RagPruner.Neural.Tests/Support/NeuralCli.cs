using RagPruner.Local.Commands;
using RagPruner.Neural.Commands;

namespace RagPruner.Neural.Tests.Support;

/// <summary>Runs a command of the larger tool as a user would, and returns what they would see.</summary>
internal static class NeuralCli
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var shell = new Shell(Shell.Create(output, isPlain: true), Shell.Create(error, isPlain: true), TimeProvider.System)
        {
            InProcess = new NeuralParts(),
            Program = "ragpruner-neural",
        };
        var exitCode = await CommandLine.RunAsync(args, shell, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}

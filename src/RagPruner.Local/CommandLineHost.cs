using System.Runtime.InteropServices;
using RagPruner.Lambda.Hosting;
using RagPruner.Local.Commands;

namespace RagPruner.Local;

/// <summary>The command line as a part of a program: the same commands, with scorers, keep rules and more of one's own.</summary>
public static class CommandLineHost
{
    /// <summary>Runs one command of this process, until it ends or Ctrl+C ends it.</summary>
    /// <param name="args">The arguments, as <c>ragpruner</c> takes them.</param>
    /// <param name="extensions">What can be named beside what the product comes with, and what the functions of <c>up</c> are built with.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> args, FunctionExtensions extensions) =>
        RunAsync(args, Shell.OfProcess() with { Extensions = extensions });

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, Shell shell)
    {
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            // The command ends by itself, so that nothing is cut in half; a second Ctrl+C ends the process.
            e.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };
        // What stops a container or a test's child process.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            cancellation.Cancel();
        });
        return await CommandLine.RunAsync(args, shell, cancellation.Token);
    }
}

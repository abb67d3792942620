using System.Runtime.InteropServices;
using RagPruner.Local.Commands;

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
return await CommandLine.RunAsync(args, Shell.OfProcess(), cancellation.Token);

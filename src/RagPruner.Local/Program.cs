using RagPruner.Local.Commands;

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    // The command ends by itself, so that nothing is cut in half; a second Ctrl+C ends the process.
    e.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};
return await CommandLine.RunAsync(args, Shell.OfProcess(), cancellation.Token);

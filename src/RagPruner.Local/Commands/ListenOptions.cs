using System.CommandLine;
using System.Net;

namespace RagPruner.Local.Commands;

/// <summary>Where a command listens, and how it stays.</summary>
/// <param name="port">The usual port.</param>
/// <param name="others">What to know of addresses beyond this machine.</param>
internal sealed class ListenOptions(int port, string others)
{
    private readonly Option<int> _port = Flag.Of("--port", "N", "The port; 0 takes any free one.", port);
    private readonly Option<string> _bind = Flag.Of("--bind", "ADDRESS", $"The address to listen on. {others}", "127.0.0.1");

    public void AddTo(Command command)
    {
        command.Add(_port);
        command.Add(_bind);
    }

    /// <exception cref="PrunerInvalidInput">One of them is out of its range.</exception>
    public (IPAddress Address, int Port) Of(ParseResult parsed) =>
        !IPAddress.TryParse(parsed.GetValue(_bind), out var address) ? throw new PrunerInvalidInput("--bind is not an IP address.")
        : parsed.GetValue(_port) is < 0 or > 65535 ? throw new PrunerInvalidInput("--port must be from 0 to 65535.")
        : (address, parsed.GetValue(_port));

    /// <summary>Says where it listens, and stays until it is stopped, which is how such a command ends well.</summary>
    public static async Task<int> StayAsync(Shell shell, string said, CancellationToken cancellationToken)
    {
        Shell.Raw(shell.Out, said);
        await shell.Out.Profile.Out.Writer.FlushAsync(CancellationToken.None);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return ExitCodes.Success;
    }
}

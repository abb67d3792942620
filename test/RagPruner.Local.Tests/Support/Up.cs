using System.Text.Json;
using RagPruner.Local.Commands;

namespace RagPruner.Local.Tests.Support;

/// <summary>The command <c>up</c>, in this process, on a free port.</summary>
internal sealed class Up : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SignallingWriter _output = new();
    private Task _running = Task.CompletedTask;

    private readonly StringWriter _error = new();

    /// <summary>What it wrote to the standard error.</summary>
    public string Error => _error.ToString();

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts it with the arguments of a command line that begins with <c>up</c>; a port that they name is not taken.</summary>
    public async Task StartAsync(params string[] args)
    {
        using var addresses = JsonDocument.Parse(await PrintAsync([.. args, "--json"]));
        Address = addresses.RootElement.GetProperty("lambda").GetString()!;
    }

    /// <summary>The same as it prints for people; what it prints first, when it is there.</summary>
    public async Task<string> PrintAsync(params string[] args)
    {
        var shell = new Shell(Shell.Create(_output, isPlain: true), Shell.Create(_error, isPlain: true), TimeProvider.System);
        string[] free = [.. args.Select((a, i) => i > 0 && args[i - 1] == "--port" ? "0" : a)];
        _running = CommandLine.RunAsync(free, shell, _stop.Token);
        await Task.WhenAny(_output.FirstLine, _running);
        _running.IsCompleted.ShouldBeFalse(Error);
        return await _output.FirstLine;
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        await _output.DisposeAsync();
    }

    /// <summary>Tells when the first line is there.</summary>
    private sealed class SignallingWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _first.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _first.TrySetResult(value ?? "");
        }
    }
}

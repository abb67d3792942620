using System.Text;
using System.Text.Json.Nodes;
using RagPruner.Local.Commands;

namespace RagPruner.Local.Browser.Tests;

/// <summary>The command <c>up</c>, in this process, on a free port.</summary>
internal sealed class Up : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _error = new();
    private readonly FirstLine _output = new();
    private readonly Task<int> _running;

    private Up(string[] args) => _running = Task.Run(() => CommandLine.RunAsync(
        ["up", "--port", "0", "--json", .. args], new Shell(Shell.Create(_output, isPlain: true), Shell.Create(_error, isPlain: true), TimeProvider.System), _stop.Token));

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<Up> StartAsync(params string[] args)
    {
        var up = new Up(args);
        if (await Task.WhenAny(up._output.Line, up._running) == up._running)
            throw new InvalidOperationException(up._error.ToString());
        up.Address = new Uri((string)JsonNode.Parse(await up._output.Line)!["lambda"]!);
        return up;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private sealed class FirstLine : TextWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
        }

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}

using System.Globalization;
using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using RagPruner.Pipeline;

namespace RagPruner.Local.Agents;

/// <summary>
/// Tells a client how far a call is, in steps that only grow: retrieval, each draft, the answer. Everything has been sent when it
/// is disposed of, which is before the result.
/// </summary>
internal sealed class AgentProgress : IProgress<PipelineProgress>, IAsyncDisposable
{
    private readonly Channel<ProgressNotificationValue> _steps = Channel.CreateUnbounded<ProgressNotificationValue>(new() { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly Task _sending;
    private int _last;

    public AgentProgress(McpServer server, ProgressToken token) => _sending = SendAsync(server, token);

    public void Report(PipelineProgress value)
    {
        var (step, message) = value.Stage switch
        {
            Stage.Retrieve => (value.Done, "passages found"),
            Stage.Draft => (1 + value.Done, string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Total} passages read")),
            _ => (_last + 1, "writing the answer"),
        };
        lock (_lock)
        {
            // A piece of an answer is no step, and drafts that end together may be told in any order.
            if (step <= _last || value.AnswerDelta is not null)
                return;
            _last = step;
            int? total = value.Stage == Stage.Draft ? 2 + value.Total : null;
            _steps.Writer.TryWrite(new ProgressNotificationValue { Progress = step, Total = total, Message = message });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _steps.Writer.Complete();
        await _sending;
    }

    private async Task SendAsync(McpServer server, ProgressToken token)
    {
        try
        {
            await foreach (var step in _steps.Reader.ReadAllAsync())
                await server.NotifyProgressAsync(token, step);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            // Nobody listens any more; the call ends by its own cancellation.
        }
    }
}

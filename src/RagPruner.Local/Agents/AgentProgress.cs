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

    public AgentProgress(McpServer server, ProgressToken token, CancellationToken cancellationToken) =>
        _sending = SendAsync(server, token, cancellationToken);

    public void Report(PipelineProgress value)
    {
        // Verdicts and pieces of an answer are no steps.
        if (value.Pruned is not null || value.AnswerDelta is not null)
            return;
        lock (_lock)
        {
            var (step, message) = value.Stage switch
            {
                Stage.Retrieve => (value.Done, "passages found"),
                Stage.Draft => (1 + value.Done, string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Total} passages read")),
                _ => (_last + 1, "writing the answer"),
            };
            // Drafts that end together may be told in any order.
            if (step <= _last)
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

    private async Task SendAsync(McpServer server, ProgressToken token, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var step in _steps.Reader.ReadAllAsync(cancellationToken))
                await server.NotifyProgressAsync(token, step, cancellationToken: cancellationToken);
        }
#pragma warning disable CA1031 // A result that was paid for is worth more than a step that could not be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            // Nobody listens any more; the call ends by its own cancellation.
        }
    }
}

using RagPruner.Lambda.Telemetry;
using RagPruner.Local.Output;

namespace RagPruner.Local.Commands;

/// <summary>How the log of <c>up</c> is written.</summary>
internal enum LogForm
{
    /// <summary>One short line for each request.</summary>
    Short,

    /// <summary>The records as CloudWatch gets them.</summary>
    Json,
}

/// <summary>The functions' log records, for whoever watches the terminal.</summary>
internal sealed class RecordLog(Shell shell, LogForm form) : ILogSink
{
    private readonly Lock _lock = new();

    public void Write(ReadOnlyMemory<byte> record)
    {
        var line = form == LogForm.Json ? System.Text.Encoding.UTF8.GetString(record.Span) : RecordLine.Of(record, shell.Time.GetLocalNow());
        lock (_lock)
            Shell.Raw(shell.Error, line);
    }
}

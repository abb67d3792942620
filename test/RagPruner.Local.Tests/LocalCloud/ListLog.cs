using System.Text;
using RagPruner.Lambda.Telemetry;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>The log records of functions.</summary>
internal sealed class ListLog : ILogSink
{
    public List<string> Records { get; } = [];

    public void Write(ReadOnlyMemory<byte> record)
    {
        lock (Records)
            Records.Add(Encoding.UTF8.GetString(record.Span));
    }
}

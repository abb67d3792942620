namespace RagPruner.Lambda.Telemetry;

/// <summary>Takes log records: one line of JSON each, without a line break.</summary>
internal interface ILogSink
{
    void Write(ReadOnlyMemory<byte> record);
}

/// <summary>
/// The raw standard output. The Lambda runtime rewrites what goes through <see cref="Console"/>, and CloudWatch finds
/// metrics only in lines that are nothing but JSON.
/// </summary>
internal sealed class StandardOutput : ILogSink
{
    private readonly Stream _stream = Console.OpenStandardOutput();
    private readonly Lock _lock = new();

    public void Write(ReadOnlyMemory<byte> record)
    {
        // One write a line, so that lines of concurrent requests do not mix.
        byte[] line = [.. record.Span, (byte)'\n'];
        lock (_lock)
        {
            _stream.Write(line);
            _stream.Flush();
        }
    }
}

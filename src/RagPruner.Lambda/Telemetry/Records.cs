using System.Text.Json;

namespace RagPruner.Lambda.Telemetry;

/// <summary>Log records that belong to no request.</summary>
internal static class Records
{
    /// <summary>Something failed outside of requests. Messages name settings and operations, and never values.</summary>
    public static ReadOnlyMemory<byte> Failed(PrunerException failure, TimeProvider time)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow());
            json.WriteString("error", failure.GetType().Name);
            json.WriteString("message", failure.Message);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}

using System.Text;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Failures as Lambda takes and logs them.</summary>
internal static class ErrorJson
{
    public static byte[] Of(Exception failure) => Write(w => WriteError(w, failure, "cause"));

    /// <summary>Logs a failure in the format that the function is configured for.</summary>
    public static void Log(Exception failure, InvocationContext context)
    {
        if (Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT") != "JSON")
        {
            Console.Error.WriteLine(failure);
            return;
        }
        Console.Error.WriteLine(Encoding.UTF8.GetString(Write(w =>
        {
            w.WriteString("timestamp", DateTime.UtcNow);
            w.WriteString("level", "Error");
            if (context is not null)
                w.WriteString("requestId", context.AwsRequestId);
            w.WriteString("message", failure.Message);
            WriteError(w, failure, null);
        })));
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteError(Utf8JsonWriter writer, Exception failure, string cause)
    {
        writer.WriteString("errorType", failure.GetType().Name);
        writer.WriteString("errorMessage", failure.Message);
        writer.WriteStartArray("stackTrace");
        foreach (var line in (failure.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            writer.WriteStringValue(line);
        writer.WriteEndArray();
        if (cause is null || failure.InnerException is not { } inner)
            return;
        writer.WriteStartObject(cause);
        WriteError(writer, inner, cause);
        writer.WriteEndObject();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Telemetry;

namespace RagPruner.Lambda.Hosting;

/// <summary>One invocation of a function.</summary>
internal sealed class Invocation(string function, ILambdaContext context, FunctionHost host, CancellationToken cancellationToken)
{
    // Time to get the answer out before somebody cuts the invocation off.
    private static readonly TimeSpan s_reserve = TimeSpan.FromMilliseconds(500);

    /// <exception cref="PrunerException">The settings are wrong.</exception>
    public Deployment Deployment => host.Deployment;

    public string RequestId { get; } = context.AwsRequestId ?? "";

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Begins a response that is sent while it is written; null where responses are sent as a whole.</summary>
    public ResponseOpener? Open { get; init; }

    /// <summary>What the log record of this invocation will say; null to write none.</summary>
    public RequestRecord? Record { get; set; } = new(function, context.AwsRequestId ?? "", host.Time);

    /// <summary>Names the request in the log as its caller names it, if it does: all stages of an execution then share an id.</summary>
    public void Name(string? requestId)
    {
        if (!string.IsNullOrEmpty(requestId) && Record is { } record)
            record.RequestId = requestId;
    }

    /// <summary>A record of a part of the invocation, written at once when it is over.</summary>
    public RequestRecord NewRecord() => new(function, RequestId, host.Time);

    /// <summary>The routes of the API.</summary>
    public IReadOnlyList<ApiRoute> Routes => host.Routes;

    /// <summary>The longest body where there are documents, known even where settings are wrong.</summary>
    public int MaxDocumentBytes => host.MaxDocumentBytes;

    /// <summary>What is left of the caller's, the gateway's, the function's and the configured time, less the reserve.</summary>
    /// <exception cref="PrunerDeadlineExceeded">Nothing is left.</exception>
    public TimeSpan Within(TimeSpan? asked, TimeSpan? most = null)
    {
        TimeSpan?[] limits = [Deployment.Settings.Pruner.DeadlineOf(asked), most, context.RemainingTime];
        var left = limits.Min()!.Value - s_reserve;
        return left > TimeSpan.Zero ? left : throw new PrunerDeadlineExceeded("The time of the invocation is spent.");
    }

    /// <summary>What is left of a time that began elsewhere.</summary>
    /// <param name="length">The whole of it.</param>
    /// <param name="since">Its beginning, in milliseconds since 1970. One that cannot be true (a recorded event, another clock) is not believed.</param>
    public TimeSpan LeftOf(TimeSpan length, long since)
    {
        var spent = host.Time.GetUtcNow() - DateTimeOffset.UnixEpoch - TimeSpan.FromMilliseconds(since);
        return spent > TimeSpan.Zero && spent < length ? length - spent : length;
    }

    /// <summary>What is left of the invocation's time for one of several requests that follow each other.</summary>
    /// <param name="left">How many are still to come, this one included.</param>
    /// <param name="reserve">What is kept for after them.</param>
    public TimeSpan ShareOf(int left, TimeSpan reserve) => (context.RemainingTime - reserve) / left;

    /// <summary>The tenant of a request that somebody else than a gateway passes on: a state machine, from its own configuration.</summary>
    /// <exception cref="PrunerForbidden">Another tenant than the configured one was named, or none where one must be.</exception>
    public TenantClause? TenantOf(string? named)
    {
        var settings = Deployment.Settings;
        if (settings.TenantMode == TenantMode.Single)
            return string.IsNullOrEmpty(named) || named == settings.Tenant?.Value ? settings.Tenant
                : throw new PrunerForbidden("The tenant is not the configured one.");
        return settings.TenantNamed(named) ?? throw new PrunerForbidden("The tenant is missing.");
    }

    /// <summary>Maps a failure to the one exception of the contract that may leave, and records it.</summary>
    public PrunerException Fail(Exception failure)
    {
        var clean = Failures.Of(failure);
        Record?.Failed(clean, failure);
        return clean;
    }

    /// <summary>Says in the log what failed without failing the invocation.</summary>
    public void Report(PrunerException failure) => host.Log.Write(Records.Failed(failure, host.Time));

    public void Log()
    {
        if (Record is { } record)
            Write(record);
    }

    public void Write(RequestRecord record) => host.Log.Write(record.ToJson(host.MetricsNamespace));

    public static async Task<byte[]> ReadAsync(Stream input, int most, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await input.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most)
                throw new PrunerInvalidInput($"The body is longer than {most} bytes.");
        }
        return bytes.ToArray();
    }

    public static Stream Json<T>(T value, JsonTypeInfo<T> type) => new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static Stream Json(AnswerBody body) => Json(body, ContractJson.Readable.AnswerBody);
}

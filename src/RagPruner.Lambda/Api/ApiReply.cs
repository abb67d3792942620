using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using RagPruner.Contract;

namespace RagPruner.Lambda.Api;

/// <summary>A response, not yet in the form of either gateway.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, JSON.</param>
internal sealed record ApiReply(int Status, string Body) : IAsyncDisposable
{
    /// <summary>What comes in place of a body, with the first at hand; or null.</summary>
    public IAsyncEnumerator<SseItem<ReadOnlyMemory<byte>>>? Events { get; init; }

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Headers beyond those of every response.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The response to a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="route">The route, if there is one: it may write errors in a form of its own.</param>
    /// <param name="status">The status where HTTP knows better than the kind of failure; else null.</param>
    public static ApiReply Of(PrunerException failure, string requestId, ApiRoute? route, int? status)
    {
        var body = ErrorBody.Of(failure, requestId);
        return new ApiReply(
            status ?? (failure is PrunerInvalidInput { IsTooLong: true } ? 413 : ErrorBody.StatusOf(failure.Kind)),
            route?.ErrorForm?.Invoke(body) ?? JsonSerializer.Serialize(body, ContractJson.Readable.ErrorBody))
        {
            Headers = body.RetryAfterSeconds is { } seconds ? [("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] : [],
        };
    }

    /// <summary>Every header of the response.</summary>
    public Dictionary<string, string> AllHeaders()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = ContentType, ["Cache-Control"] = "no-store" };
        foreach (var (name, value) in Headers)
            headers[name] = value;
        return headers;
    }

    /// <summary>Writes the body, or the events as they come.</summary>
    /// <param name="to">Where they go.</param>
    /// <param name="failed">Makes the error of a failure between two events.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteAsync(Stream to, Func<Exception, ErrorBody> failed, CancellationToken cancellationToken)
    {
        if (Events is not null)
            await ApiEvents.WriteAsync(to, Events, failed, cancellationToken);
        else
            await to.WriteAsync(Encoding.UTF8.GetBytes(Body), cancellationToken);
    }

    /// <summary>The whole response in the form of a gateway that takes no other; of events, all of them.</summary>
    public async Task<Stream> ToStreamAsync(bool isHttpApi, Func<Exception, ErrorBody> failed, CancellationToken cancellationToken)
    {
        if (Events is null)
            return ToStream(isHttpApi, Body);
        using var whole = new MemoryStream();
        await WriteAsync(whole, failed, cancellationToken);
        return ToStream(isHttpApi, Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length));
    }

    public ValueTask DisposeAsync() => Events?.DisposeAsync() ?? ValueTask.CompletedTask;

    private MemoryStream ToStream(bool isHttpApi, string body)
    {
        var headers = AllHeaders();
        var stream = new MemoryStream();
        if (isHttpApi)
            ApiRequest.HttpSerializer.Serialize(new APIGatewayHttpApiV2ProxyResponse { StatusCode = Status, Headers = headers, Body = body }, stream);
        else
            ApiRequest.RestSerializer.Serialize(new APIGatewayProxyResponse { StatusCode = Status, Headers = headers, Body = body }, stream);
        stream.Position = 0;
        return stream;
    }
}

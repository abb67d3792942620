using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using RagPruner.Contract;

namespace RagPruner.Lambda.Api;

/// <summary>A response, not yet in the form of either gateway.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, JSON.</param>
internal sealed record ApiReply(int Status, string Body)
{
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

    public Stream ToStream(bool isHttpApi)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/json", ["Cache-Control"] = "no-store" };
        foreach (var (name, value) in Headers)
            headers[name] = value;
        var stream = new MemoryStream();
        if (isHttpApi)
            ApiRequest.HttpSerializer.Serialize(new APIGatewayHttpApiV2ProxyResponse { StatusCode = Status, Headers = headers, Body = Body }, stream);
        else
            ApiRequest.RestSerializer.Serialize(new APIGatewayProxyResponse { StatusCode = Status, Headers = headers, Body = Body }, stream);
        stream.Position = 0;
        return stream;
    }
}

using System.Net.Http.Headers;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace RagPruner.Lambda.Api;

/// <summary>What the function needs of an event of API Gateway, whichever of its two versions it is.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without host and query.</param>
/// <param name="ContentType">The content type, or null.</param>
/// <param name="Body">The body as it came, or null.</param>
/// <param name="IsBase64">Whether the body is written in base64.</param>
/// <param name="Claims">What an authorizer verified about the caller; null if none did.</param>
/// <param name="IsHttpApi">Whether the event, and so the response, is of the version 2.0 of an HTTP API.</param>
internal sealed record ApiRequest(
    string Method, string Path, string? ContentType, string? Body, bool IsBase64, IReadOnlyDictionary<string, string>? Claims, bool IsHttpApi)
{
    /// <summary>The <c>Accept</c> header, or null.</summary>
    public string? Accept { get; private init; }

    /// <summary>Whether the caller would rather have events than one body: it lists them, and not JSON before.</summary>
    public bool WantsEvents => (Accept ?? "").Split(',')
        .Select(a => MediaTypeWithQualityHeaderValue.TryParse(a.Trim(), out var type) && type.Quality is not 0 ? type : null)
        .Where(t => Is(t, AnswerEvents.MediaType) || Is(t, "application/json"))
        .OrderByDescending(t => t!.Quality ?? 1)
        .FirstOrDefault() is { } best && Is(best, AnswerEvents.MediaType);

    private static bool Is(MediaTypeHeaderValue? type, string name) => name.Equals(type?.MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>When the gateway got the request, in milliseconds since 1970; 0 if it does not say.</summary>
    public long ReceivedAt { get; private init; }

    public static ILambdaSerializer RestSerializer { get; } = new SourceGeneratorLambdaJsonSerializer<RestApiJson>();

    public static ILambdaSerializer HttpSerializer { get; } = new SourceGeneratorLambdaJsonSerializer<HttpApiJson>();

    /// <summary>Reads an event of either version.</summary>
    /// <exception cref="PrunerInvalidInput">It is neither.</exception>
    public static ApiRequest Read(byte[] payload)
    {
        try
        {
            return IsVersion2(payload)
                ? Of(HttpSerializer.Deserialize<APIGatewayHttpApiV2ProxyRequest>(new MemoryStream(ApiClaims.AsTexts(payload))))
                : Of(RestSerializer.Deserialize<APIGatewayProxyRequest>(new MemoryStream(payload)));
        }
        catch (Exception e) when (e is JsonException or JsonSerializerException or InvalidOperationException or ArgumentException)
        {
            throw NoEvent();
        }
    }

    private static ApiRequest Of(APIGatewayProxyRequest request) => new(
        request.HttpMethod ?? throw NoEvent(), request.Path ?? throw NoEvent(),
        Header(request, "content-type"), request.Body, request.IsBase64Encoded, ApiClaims.Of(request.RequestContext?.Authorizer), IsHttpApi: false)
    {
        Accept = Header(request, "accept"),
        ReceivedAt = request.RequestContext?.RequestTimeEpoch ?? 0,
    };

    private static ApiRequest Of(APIGatewayHttpApiV2ProxyRequest request) => new(
        request.RequestContext?.Http?.Method ?? throw NoEvent(), request.RawPath ?? throw NoEvent(),
        Header(request.Headers, "content-type"), request.Body, request.IsBase64Encoded, ApiClaims.Of(request.RequestContext.Authorizer), IsHttpApi: true)
    {
        Accept = Header(request.Headers, "accept"),
        ReceivedAt = request.RequestContext.TimeEpoch,
    };

    private static string? Header(APIGatewayProxyRequest request, string name) =>
        Header(request.Headers, name)
        ?? request.MultiValueHeaders?.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.LastOrDefault();

    private static string? Header(IDictionary<string, string>? headers, string name) =>
        headers?.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static bool IsVersion2(byte[] payload)
    {
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String && version.ValueEquals("2.0")
            : throw NoEvent();
    }

    private static PrunerInvalidInput NoEvent() => new("The event is not one of API Gateway.");
}

using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace RagPruner.Compat;

/// <summary>What both service clients need on top of AWSSDK.Core: defaults, endpoints, signing, JSON both ways.</summary>
internal static class ServicePlumbing
{
    public static DefaultConfigurationProvider Defaults { get; } = new(
        new[] { DefaultConfigurationMode.Standard, DefaultConfigurationMode.InRegion, DefaultConfigurationMode.CrossRegion, DefaultConfigurationMode.Mobile, DefaultConfigurationMode.Auto }
            .Select(mode => new DefaultConfiguration
            {
                Name = mode,
                RetryMode = RequestRetryMode.Standard,
                S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
            }));

    /// <summary>Resolves endpoints and signs with SigV4, in the places of the pipeline where the real clients do.</summary>
    public static void Customize(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<Amazon.Runtime.Internal.EndpointResolver>();
        pipeline.AddHandlerAfter<Amazon.Runtime.Internal.Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<Amazon.Runtime.Internal.Marshaller>(new SigV4AuthHandler());
    }

    public static Endpoint Resolve(string endpointPrefix, EndpointParameters parameters) =>
        parameters["Endpoint"] is string url && url.Length > 0
            ? new Endpoint(url, "", "")
            : new Endpoint($"https://{endpointPrefix}{(parameters["UseFIPS"] is true ? "-fips" : "")}.{parameters["Region"]}.amazonaws.com", "", "");

    public static EndpointParameters Parameters(IClientConfig config)
    {
        var region = config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion;
        return new ServiceEndpointParameters { ["Region"] = region, ["UseFIPS"] = config.UseFIPSEndpoint, ["Endpoint"] = config.ServiceURL };
    }

    private sealed class ServiceEndpointParameters : EndpointParameters;

    private sealed class ServiceEndpointResolver : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => Parameters(requestContext.ClientConfig);
    }

    private sealed class SigV4AuthHandler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}

internal sealed class EndpointProvider(string prefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters) => ServicePlumbing.Resolve(prefix, parameters);
}

internal sealed class ServiceMetadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Writes a request by a function.</summary>
internal sealed class RequestMarshaller<T>(string serviceName, string version, Action<T, IRequest> write) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where T : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, serviceName) { HttpMethod = "POST" };
        request.Headers["x-amz-api-version"] = version;
        write((T)input, request);
        return request;
    }
}

/// <summary>Reads a response by a function, and errors by their type.</summary>
internal sealed class ResponseReader(
    Func<JsonUnmarshallerContext, AmazonWebServiceResponse> read,
    Func<ErrorResponse, JsonElement, HttpStatusCode, AmazonServiceException> error,
    bool isStream = false) : JsonResponseUnmarshaller
{
    public override bool HasStreamingProperty => isStream;

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => read(input);

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream, 4096, input.JsonMaxDepth);
        var response = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        response.InnerException = innerException;
        response.StatusCode = statusCode;
        return error(response, Parse(input.GetResponseBodyBytes()), statusCode);
    }

    protected override bool ShouldReadEntireResponse(IWebResponseData response, bool readEntireResponse) => !isStream && readEntireResponse;

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

internal static class Json
{
    public static JsonElement Read(JsonUnmarshallerContext context)
    {
        using var document = JsonDocument.Parse(context.Stream);
        return document.RootElement.Clone();
    }

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    public static void Body(IRequest request, Action<Utf8JsonWriter> write)
    {
        request.Content = Write(write);
        request.Headers["Content-Type"] = "application/json";
    }

    public static void Object(this Utf8JsonWriter writer, string name, bool isSet, Action write)
    {
        if (!isSet)
            return;
        writer.WriteStartObject(name);
        write();
        writer.WriteEndObject();
    }

    public static void List<T>(this Utf8JsonWriter writer, string name, List<T> items, Action<T> write)
    {
        if (items is null)
            return;
        writer.WriteStartArray(name);
        foreach (var item in items)
            write(item);
        writer.WriteEndArray();
    }

    public static void Text(this Utf8JsonWriter writer, string name, string value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    public static JsonElement? Get(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string Text(this JsonElement json, string name) => json.Get(name)?.GetString();

    public static int? Int(this JsonElement json, string name) => json.Get(name)?.GetInt32();

    public static List<T> List<T>(this JsonElement json, string name, Func<JsonElement, T> read) =>
        json.Get(name) is { } list ? list.EnumerateArray().Select(read).ToList() : null;

    public static T One<T>(this JsonElement json, string name, Func<JsonElement, T> read)
        where T : class => json.Get(name) is { } value ? read(value) : null;
}

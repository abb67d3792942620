using Amazon.BedrockRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using RagPruner.Compat;

namespace Amazon.BedrockRuntime;

public partial class AmazonBedrockRuntimeConfig : ClientConfig
{
    private static readonly string s_userAgent = Amazon.Util.Internal.InternalSDKUtils.BuildUserAgentString("Bedrock Runtime", "4.0.0");

    public AmazonBedrockRuntimeConfig() : base(ServicePlumbing.Defaults)
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "bedrock";
        EndpointProvider = new EndpointProvider("bedrock-runtime");
    }

    public static new string ServiceId => "Bedrock Runtime";

    public override string RegionEndpointServiceName => "bedrock-runtime";

    public override string ServiceVersion => "2023-09-30";

    public override string UserAgent => s_userAgent;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServicePlumbing.Parameters(this));
}

public partial class AmazonBedrockRuntimeRequest : AmazonWebServiceRequest;

public partial interface IAmazonBedrockRuntime : IAmazonService, IDisposable
{
    Task<InvokeModelResponse> InvokeModelAsync(InvokeModelRequest request, CancellationToken cancellationToken = default);

    Task<ConverseResponse> ConverseAsync(ConverseRequest request, CancellationToken cancellationToken = default);

    Task<ConverseStreamResponse> ConverseStreamAsync(ConverseStreamRequest request, CancellationToken cancellationToken = default);

    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonBedrockRuntimeConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonBedrockRuntimeClient(awsCredentials, (AmazonBedrockRuntimeConfig)clientConfig);
}

public partial class AmazonBedrockRuntimeClient : AmazonServiceClient, IAmazonBedrockRuntime
{
    private const string Service = "Amazon.BedrockRuntime";
    private const string Version = "2023-09-30";
    private static readonly IServiceMetadata s_metadata = new ServiceMetadata("Bedrock Runtime");

    private static readonly RequestMarshaller<InvokeModelRequest> s_invoke = new(Service, Version, WriteInvoke);
    private static readonly RequestMarshaller<ConverseRequest> s_converse = new(Service, Version, (r, to) => WriteConverse(r, to, "converse"));
    private static readonly RequestMarshaller<ConverseStreamRequest> s_converseStream = new(Service, Version, WriteConverseStream);
    private static readonly ResponseReader s_invoked = new(ReadInvoke, Errors.Read);
    private static readonly ResponseReader s_conversed = new(context => ConverseJson.ReadResponse(Json.Read(context)), Errors.Read);
    private static readonly ResponseReader s_stream = new(context => new ConverseStreamResponse { Stream = new ConverseStreamOutput(context.Stream) }, Errors.Read, isStream: true);

    public AmazonBedrockRuntimeClient() : base(new AmazonBedrockRuntimeConfig()) { }

    public AmazonBedrockRuntimeClient(RegionEndpoint region) : base(new AmazonBedrockRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockRuntimeClient(AmazonBedrockRuntimeConfig config) : base(config) { }

    public AmazonBedrockRuntimeClient(AWSCredentials credentials) : base(credentials, new AmazonBedrockRuntimeConfig()) { }

    public AmazonBedrockRuntimeClient(AWSCredentials credentials, RegionEndpoint region) : base(credentials, new AmazonBedrockRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockRuntimeClient(AWSCredentials credentials, AmazonBedrockRuntimeConfig clientConfig) : base(credentials, clientConfig) { }

    protected override IServiceMetadata ServiceMetadata => s_metadata;

    public virtual Task<InvokeModelResponse> InvokeModelAsync(InvokeModelRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<InvokeModelResponse>(request, new InvokeOptions { RequestMarshaller = s_invoke, ResponseUnmarshaller = s_invoked }, cancellationToken);

    public virtual Task<ConverseResponse> ConverseAsync(ConverseRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ConverseResponse>(request, new InvokeOptions { RequestMarshaller = s_converse, ResponseUnmarshaller = s_conversed }, cancellationToken);

    public virtual Task<ConverseStreamResponse> ConverseStreamAsync(ConverseStreamRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ConverseStreamResponse>(request, new InvokeOptions { RequestMarshaller = s_converseStream, ResponseUnmarshaller = s_stream }, cancellationToken);

    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        ((AmazonBedrockRuntimeConfig)Config).DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePlumbing.Customize(pipeline);

    private static void WriteInvoke(InvokeModelRequest r, IRequest to)
    {
        Address(to, r.ModelId, "invoke");
        to.ContentStream = r.Body ?? new MemoryStream();
        to.Headers["Content-Type"] = r.ContentType ?? "application/octet-stream";
        SetHeader(to, "Accept", r.Accept);
        SetHeader(to, "X-Amzn-Bedrock-GuardrailIdentifier", r.GuardrailIdentifier);
        SetHeader(to, "X-Amzn-Bedrock-GuardrailVersion", r.GuardrailVersion);
        SetHeader(to, "X-Amzn-Bedrock-Service-Tier", r.ServiceTier);
        SetHeader(to, "X-Amzn-Bedrock-Trace", r.Trace);
    }

    private static void WriteConverse(ConverseRequest r, IRequest to, string operation)
    {
        Address(to, r.ModelId, operation);
        Json.Body(to, writer =>
        {
            ConverseJson.WriteAdditional(writer, r.AdditionalModelRequestFields, r.AdditionalModelResponseFieldPaths, r.ServiceTier);
            ConverseJson.WriteRequest(writer, r.Messages, r.System, r.InferenceConfig, r.GuardrailConfig?.GuardrailIdentifier, r.GuardrailConfig?.GuardrailVersion, r.GuardrailConfig?.Trace, null);
        });
    }

    private static void WriteConverseStream(ConverseStreamRequest r, IRequest to)
    {
        Address(to, r.ModelId, "converse-stream");
        Json.Body(to, writer =>
        {
            ConverseJson.WriteAdditional(writer, r.AdditionalModelRequestFields, r.AdditionalModelResponseFieldPaths, r.ServiceTier);
            ConverseJson.WriteRequest(writer, r.Messages, r.System, r.InferenceConfig, r.GuardrailConfig?.GuardrailIdentifier, r.GuardrailConfig?.GuardrailVersion, r.GuardrailConfig?.Trace, r.GuardrailConfig?.StreamProcessingMode);
        });
    }

    private static void Address(IRequest to, string modelId, string operation)
    {
        if (string.IsNullOrEmpty(modelId))
            throw new AmazonBedrockRuntimeException("Request object does not have required field ModelId set");
        to.AddPathResource("{modelId}", modelId);
        to.ResourcePath = $"/model/{{modelId}}/{operation}";
    }

    private static void SetHeader(IRequest to, string name, string value)
    {
        if (value is not null)
            to.Headers[name] = value;
    }

    private static InvokeModelResponse ReadInvoke(JsonUnmarshallerContext context)
    {
        var body = new MemoryStream();
        context.Stream.CopyTo(body);
        body.Position = 0;
        return new InvokeModelResponse
        {
            Body = body,
            ContentType = context.ResponseData.IsHeaderPresent("Content-Type") ? context.ResponseData.GetHeaderValue("Content-Type") : null,
        };
    }
}

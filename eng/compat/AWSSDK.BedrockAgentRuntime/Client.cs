using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using RagPruner.Compat;

namespace Amazon.BedrockAgentRuntime;

public partial class AmazonBedrockAgentRuntimeConfig : ClientConfig
{
    private static readonly string s_userAgent = Amazon.Util.Internal.InternalSDKUtils.BuildUserAgentString("Bedrock Agent Runtime", "4.0.0");

    public AmazonBedrockAgentRuntimeConfig() : base(ServicePlumbing.Defaults)
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "bedrock";
        EndpointProvider = new EndpointProvider("bedrock-agent-runtime");
    }

    public static new string ServiceId => "Bedrock Agent Runtime";

    public override string RegionEndpointServiceName => "bedrock-agent-runtime";

    public override string ServiceVersion => "2023-07-26";

    public override string UserAgent => s_userAgent;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServicePlumbing.Parameters(this));
}

public partial class AmazonBedrockAgentRuntimeRequest : AmazonWebServiceRequest;

public partial interface IAmazonBedrockAgentRuntime : IAmazonService, IDisposable
{
    Task<RetrieveResponse> RetrieveAsync(RetrieveRequest request, CancellationToken cancellationToken = default);

    Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default);

    Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonBedrockAgentRuntimeConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonBedrockAgentRuntimeClient(awsCredentials, (AmazonBedrockAgentRuntimeConfig)clientConfig);
}

public partial class AmazonBedrockAgentRuntimeClient : AmazonServiceClient, IAmazonBedrockAgentRuntime
{
    private const string Service = "Amazon.BedrockAgentRuntime";
    private const string Version = "2023-07-26";
    private static readonly IServiceMetadata s_metadata = new ServiceMetadata("Bedrock Agent Runtime");
    private static readonly RequestMarshaller<RetrieveRequest> s_retrieve = new(Service, Version, RetrieveJson.Write);
    private static readonly RequestMarshaller<RerankRequest> s_rerank = new(Service, Version, RerankJson.Write);
    private static readonly ResponseReader s_retrieved = new(context => RetrieveJson.Read(Json.Read(context)), Errors.Read);
    private static readonly ResponseReader s_reranked = new(context => RerankJson.Read(Json.Read(context)), Errors.Read);

    public AmazonBedrockAgentRuntimeClient() : base(new AmazonBedrockAgentRuntimeConfig()) { }

    public AmazonBedrockAgentRuntimeClient(RegionEndpoint region) : base(new AmazonBedrockAgentRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockAgentRuntimeClient(AmazonBedrockAgentRuntimeConfig config) : base(config) { }

    public AmazonBedrockAgentRuntimeClient(AWSCredentials credentials) : base(credentials, new AmazonBedrockAgentRuntimeConfig()) { }

    public AmazonBedrockAgentRuntimeClient(AWSCredentials credentials, RegionEndpoint region) : base(credentials, new AmazonBedrockAgentRuntimeConfig { RegionEndpoint = region }) { }

    public AmazonBedrockAgentRuntimeClient(AWSCredentials credentials, AmazonBedrockAgentRuntimeConfig clientConfig) : base(credentials, clientConfig) { }

    protected override IServiceMetadata ServiceMetadata => s_metadata;

    public virtual Task<RetrieveResponse> RetrieveAsync(RetrieveRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<RetrieveResponse>(request, new InvokeOptions { RequestMarshaller = s_retrieve, ResponseUnmarshaller = s_retrieved }, cancellationToken);

    public virtual Task<RerankResponse> RerankAsync(RerankRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<RerankResponse>(request, new InvokeOptions { RequestMarshaller = s_rerank, ResponseUnmarshaller = s_reranked }, cancellationToken);

    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        ((AmazonBedrockAgentRuntimeConfig)Config).DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePlumbing.Customize(pipeline);
}

using Amazon;
using Amazon.BedrockAgentRuntime;
using Amazon.BedrockRuntime;
using Amazon.Runtime;
using RagPruner.Bedrock.Http;
using RagPruner.Bedrock.KnowledgeBases;

namespace RagPruner.Bedrock;

/// <summary>
/// The two Bedrock clients as the product wants them: the SDK's own retries off, because the core has the one retry
/// layer, and stale connections not tried again on the quiet, because a repeated call is billed; replies that are bounded,
/// and end when their calls do.
/// </summary>
public sealed class BedrockClients : IDisposable
{
    private const string ApiKeyVariable = "AWS_BEARER_TOKEN_BEDROCK";

    private readonly BoundedHttpClientFactory _http;

    private BedrockClients(IAmazonBedrockRuntime runtime, IAmazonBedrockAgentRuntime agentRuntime, BoundedHttpClientFactory http) =>
        (Runtime, AgentRuntime, _http) = (runtime, agentRuntime, http);

    /// <summary>Invokes models.</summary>
    public IAmazonBedrockRuntime Runtime { get; }

    /// <summary>Retrieves and reranks.</summary>
    public IAmazonBedrockAgentRuntime AgentRuntime { get; }

    /// <summary>Builds the clients from the environment: region, credentials, <c>AWS_ENDPOINT_URL_BEDROCK_RUNTIME</c> and <c>…_AGENT_RUNTIME</c>.</summary>
    /// <param name="region">The region, or null for the environment's.</param>
    /// <param name="endpoint">One endpoint for both services, or null for the environment's or the region's.</param>
    /// <param name="credentials">Credentials, or null for the environment's.</param>
    /// <exception cref="PrunerMisconfigured">There is no region.</exception>
    public static BedrockClients Create(string? region = null, Uri? endpoint = null, AWSCredentials? credentials = null)
    {
        var http = new BoundedHttpClientFactory();
        var runtime = Configured(new AmazonBedrockRuntimeConfig(), region, endpoint, http);
        var agentRuntime = Configured(new AmazonBedrockAgentRuntimeConfig(), region, endpoint, http);
        try
        {
            // An API key in place of credentials is the SDK's own to find.
            if (credentials is null && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ApiKeyVariable)))
                return new BedrockClients(new AmazonBedrockRuntimeClient(runtime), new ManagedSearchClient(agentRuntime), http);
            credentials ??= new HeldCredentials(runtime, TimeProvider.System);
            return new BedrockClients(new AmazonBedrockRuntimeClient(credentials, runtime), new ManagedSearchClient(credentials, agentRuntime), http);
        }
        catch (AmazonClientException e)
        {
            http.Dispose();
            throw new PrunerMisconfigured("There is no AWS region or endpoint; set AWS_REGION.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Runtime.Dispose();
        AgentRuntime.Dispose();
        _http.Dispose();
    }

    private static T Configured<T>(T config, string? region, Uri? endpoint, BoundedHttpClientFactory http)
        where T : ClientConfig
    {
        config.HttpClientFactory = http;
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 0;
        config.ThrottleRetries = false;
        // The pipeline's deadline ends calls.
        config.Timeout = Timeout.InfiniteTimeSpan;
        // Region and service URL exclude each other: the one set last wins.
        if (endpoint is not null)
        {
            var signingRegion = region ?? config.RegionEndpoint?.SystemName ?? "us-east-1";
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = signingRegion;
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        // Else the SDK looks with every call for the region that a custom endpoint may name.
        if (string.IsNullOrEmpty(config.AuthenticationRegion))
            config.AuthenticationRegion = config.RegionEndpoint?.SystemName;
        return config;
    }
}

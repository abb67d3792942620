using Amazon.BedrockRuntime;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace RagPruner.Bedrock.Http;

/// <summary>Signs requests of any client with SigV4, as the SDK signs its own: for the OpenAI-compatible endpoints of Bedrock.</summary>
internal sealed class SigningHandler : DelegatingHandler
{
    private readonly AmazonBedrockRuntimeConfig _config;
    private readonly AWSCredentials _credentials;

    /// <param name="endpoint">Where the requests go, and what they are signed for.</param>
    /// <param name="inner">Sends them.</param>
    /// <param name="credentials">Who signs; null for the environment's.</param>
    public SigningHandler(SigningScope endpoint, HttpMessageHandler inner, AWSCredentials? credentials = null) : base(inner)
    {
        _config = new AmazonBedrockRuntimeConfig
        {
            ServiceURL = endpoint.Address.GetLeftPart(UriPartial.Authority),
            AuthenticationRegion = endpoint.Region,
            AuthenticationServiceName = endpoint.Service,
        };
        _credentials = credentials ?? new HeldCredentials(_config, TimeProvider.System);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var signed = new DefaultRequest(new AmazonBedrockRuntimeRequest(), _config.AuthenticationServiceName)
        {
            HttpMethod = request.Method.Method,
            Endpoint = new Uri(address.GetLeftPart(UriPartial.Authority)),
            ResourcePath = address.AbsolutePath,
            Content = body,
        };
        if (request.Content?.Headers.ContentType is { } type)
            signed.Headers["Content-Type"] = type.ToString();
        var credentials = await CredentialsAsync().ConfigureAwait(false);
        if (credentials.UseToken)
            signed.Headers["X-Amz-Security-Token"] = credentials.Token;
        var result = new AWS4Signer().SignRequest(signed, _config, new RequestMetrics(), credentials.AccessKey, credentials.SecretKey);
        foreach (var (name, value) in signed.Headers.Where(h => h.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)))
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Authorization", result.ForAuthorizationHeader);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImmutableCredentials> CredentialsAsync()
    {
        try
        {
            return await _credentials.GetCredentialsAsync().ConfigureAwait(false);
        }
        catch (AmazonClientException e)
        {
            throw new PrunerMisconfigured("There are neither AWS credentials to sign with nor an API key.", e);
        }
    }
}

/// <summary>What requests are signed for.</summary>
/// <param name="Address">The endpoint.</param>
/// <param name="Region">The AWS region.</param>
/// <param name="Service">SigV4's name of the service.</param>
internal sealed record SigningScope(Uri Address, string Region, string Service)
{
    private const string Runtime = "bedrock-runtime";
    private const string Mantle = "bedrock-mantle";

    /// <summary>What an address of Bedrock is signed for; null for any other address.</summary>
    public static SigningScope? Of(Uri address)
    {
        // bedrock-runtime[-fips].REGION.amazonaws.com, bedrock-mantle.REGION.api.aws
        if (address.Host.Split('.') is not [var name, var region, _, ..])
            return null;
        return (name, address.Host) switch
        {
            (Runtime or $"{Runtime}-fips", var host) when host.Contains(".amazonaws.", StringComparison.Ordinal) =>
                new SigningScope(address, region, "bedrock"),
            (Mantle, var host) when host.EndsWith(".api.aws", StringComparison.Ordinal) => new SigningScope(address, region, Mantle),
            _ => null,
        };
    }
}

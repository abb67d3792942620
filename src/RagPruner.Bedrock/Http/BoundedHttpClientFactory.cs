using System.Net;
using Amazon.Runtime;

namespace RagPruner.Bedrock.Http;

/// <summary>Gives the SDK clients whose replies end when their calls do. The SDK's own handler goes on reading a cancelled reply for two seconds.</summary>
internal sealed class BoundedHttpClientFactory : HttpClientFactory, IDisposable
{
    private readonly BoundedHandler _handler = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // Services move to other addresses.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        },
        TimeProvider.System);

    // The pipeline's deadline ends calls.
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    // Both clients share the handler, and with it the connections.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _handler.Dispose();
}

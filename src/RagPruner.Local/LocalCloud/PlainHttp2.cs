using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace RagPruner.Local.LocalCloud;

/// <summary>
/// HTTP/2 and HTTP/1.1 on one port without TLS. AWS's JavaScript client of Bedrock Runtime speaks HTTP/2 and begins with its
/// preface, whatever the address; Kestrel tells the two apart only by what TLS negotiated, so such a connection says that it
/// negotiated HTTP/2.
/// </summary>
internal static class PlainHttp2
{
    public static void AcceptPlainHttp2(this ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        // Its requests are of the scheme http, and Kestrel would believe in https.
        listen.KestrelServerOptions.AllowAlternateSchemes = true;
        listen.Use(next => async connection =>
        {
            // A browser opens connections before it knows what for: one that stays silent must not keep the server from stopping.
            var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, stopping);
            bool isPreface;
            try
            {
                isPreface = await BeginsWithPrefaceAsync(connection.Transport.Input, ended.Token);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            if (isPreface)
            {
                var negotiated = new Negotiated();
                connection.Features.Set<ITlsConnectionFeature>(negotiated);
                connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
            }
            await next(connection);
        });
    }

    private static async Task<bool> BeginsWithPrefaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var isEnough = read.Buffer.Length >= 3 || read.IsCompleted;
            // No method of HTTP/1.1 begins so.
            var isPreface = read.Buffer.Length >= 3 && read.Buffer.Slice(0, 3).ToArray().AsSpan().SequenceEqual("PRI"u8);
            input.AdvanceTo(read.Buffer.Start, isEnough ? read.Buffer.Start : read.Buffer.End);
            if (isEnough)
                return isPreface;
        }
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}

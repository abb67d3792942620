using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using RagPruner.Lambda.Batch;

namespace RagPruner.Lambda.Tests.Support;

/// <summary>A bucket in memory behind the SDK's own client.</summary>
internal sealed class FakeS3 : HttpMessageHandler
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>What the calls of a method fail with: status and code; null for none.</summary>
    public (HttpMethod Method, HttpStatusCode Status, string Code)? Fault { get; set; }

    public FinishedItems FinishedItems() => new("bucket", () => Batch.FinishedItems.Connect(
        new AmazonS3Config { ServiceURL = "http://s3.test", ForcePathStyle = true, HttpClientFactory = new Factory(this) }, new BasicAWSCredentials("a", "b")));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        path.ShouldStartWith("/bucket/finished/");
        if (Fault is { } fault && fault.Method == request.Method)
            return Failure(fault.Status, fault.Code);
        if (request.Method == HttpMethod.Put)
        {
            Objects[path] = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
        return Objects.TryGetValue(path, out var body) ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) }
            : Failure(HttpStatusCode.NotFound, "NoSuchKey");
    }

    private static HttpResponseMessage Failure(HttpStatusCode status, string code) =>
        new(status) { Content = new StringContent($"<Error><Code>{code}</Code><Message>m</Message></Error>", Encoding.UTF8, "application/xml") };

    private sealed class Factory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);
    }
}

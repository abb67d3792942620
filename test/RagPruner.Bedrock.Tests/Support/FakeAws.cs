using System.Net;
using System.Text;
using Amazon.BedrockAgentRuntime;
using Amazon.BedrockRuntime;
using Amazon.Runtime;
using Amazon.Runtime.EventStreams;
using RagPruner.Bedrock.KnowledgeBases;

namespace RagPruner.Bedrock.Tests.Support;

/// <summary>AWS behind real clients: answers what it is told to, and remembers what was sent.</summary>
internal sealed class FakeAws : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _replies = new();

    public List<(string Path, string Body, IReadOnlyDictionary<string, string> Headers)> Requests { get; } = [];

    public IAmazonBedrockRuntime Runtime => new AmazonBedrockRuntimeClient(new BasicAWSCredentials("id", "key"), Configured(new AmazonBedrockRuntimeConfig()));

    public IAmazonBedrockAgentRuntime Agent => new AmazonBedrockAgentRuntimeClient(new BasicAWSCredentials("id", "key"), Configured(new AmazonBedrockAgentRuntimeConfig()));

    /// <summary>The same as the product's own client, which can ask managed knowledge bases.</summary>
    public IAmazonBedrockAgentRuntime ManagedAgent => new ManagedSearchClient(new BasicAWSCredentials("id", "key"), Configured(new AmazonBedrockAgentRuntimeConfig()));

    public FakeAws Replies(string body, int status = 200, string? errorType = null, params (string Name, string Value)[] headers)
    {
        _replies.Enqueue(() =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            response.Headers.Add("x-amzn-RequestId", "r-1");
            if (errorType is not null)
                response.Headers.Add("x-amzn-ErrorType", errorType);
            foreach (var (name, value) in headers)
                response.Headers.TryAddWithoutValidation(name, value);
            return response;
        });
        return this;
    }

    public FakeAws Streams(params byte[][] frames) => StreamsBytes([.. frames.SelectMany(f => f)]);

    public FakeAws StreamsBytes(byte[] bytes)
    {
        _replies.Enqueue(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) { Headers = { { "Content-Type", "application/vnd.amazon.eventstream" } } } });
        return this;
    }

    public FakeAws Breaks(Exception failure)
    {
        _replies.Enqueue(() => throw failure);
        return this;
    }

    public static byte[] Frame(string type, string payload, string messageType = "event")
    {
        EventStreamHeader Header(string name, string value)
        {
            var header = new EventStreamHeader(name);
            header.SetString(value);
            return header;
        }
        List<IEventStreamHeader> headers = [Header(":message-type", messageType), Header($":{messageType}-type", type), Header(":content-type", "application/json")];
        return new EventStreamMessage(headers, Encoding.UTF8.GetBytes(payload)).ToByteArray();
    }

    public static byte[] ErrorFrame(string code, string message)
    {
        EventStreamHeader Header(string name, string value)
        {
            var header = new EventStreamHeader(name);
            header.SetString(value);
            return header;
        }
        return new EventStreamMessage([Header(":message-type", "error"), Header(":error-code", code), Header(":error-message", message)], []).ToByteArray();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(",", h.Value));
        Requests.Add((request.RequestUri!.PathAndQuery, body, headers));
        return _replies.Dequeue()();
    }

    private T Configured<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = "http://aws.test";
        config.AuthenticationRegion = "eu-central-1";
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 0;
        config.HttpClientFactory = new Factory(this);
        return config;
    }

    private sealed class Factory(FakeAws handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}

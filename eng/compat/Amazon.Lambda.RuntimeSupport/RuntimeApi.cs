using System.Net.Http.Headers;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Runtime API of Lambda, version 2018-06-01: where an executable gets its invocations and leaves what became of them.</summary>
internal sealed class RuntimeApi : IDisposable
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly MediaTypeHeaderValue s_error = new("application/vnd.aws.lambda.error+json");

    // An environment is frozen while it waits for the next invocation, for as long as that takes.
    private readonly HttpClient _http = new(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _root = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/";

    public void Dispose() => _http.Dispose();

    public async Task<(Stream Input, InvocationContext Context)> NextAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(_root + "invocation/next", cancellationToken);
        response.EnsureSuccessStatusCode();
        return (new MemoryStream(await response.Content.ReadAsByteArrayAsync(cancellationToken)), new InvocationContext(response.Headers));
    }

    public Task RespondAsync(string requestId, Stream output) =>
        SendAsync($"invocation/{requestId}/response", output is null ? new ByteArrayContent([]) : new StreamContent(output), s_json, null);

    public Task FailAsync(string requestId, Exception failure) =>
        SendAsync($"invocation/{requestId}/error", new ByteArrayContent(ErrorJson.Of(failure)), s_error, failure);

    public Task FailInitAsync(Exception failure) => SendAsync("init/error", new ByteArrayContent(ErrorJson.Of(failure)), s_error, failure);

    private async Task SendAsync(string path, HttpContent content, MediaTypeHeaderValue type, Exception failure)
    {
        content.Headers.ContentType = type;
        using var request = new HttpRequestMessage(HttpMethod.Post, _root + path) { Content = content };
        if (failure is not null)
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", failure.GetType().Name);
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}

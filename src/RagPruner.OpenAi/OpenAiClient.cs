using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Calls;
using RagPruner.Text;

namespace RagPruner.OpenAi;

/// <summary>
/// Speaks <c>POST {base}/chat/completions</c> to an OpenAI-compatible server. Its own client because the ready-made ones
/// cannot ask for prompt log probabilities or begin the assistant's turn. Makes one attempt; failures come as
/// <see cref="PrunerException"/>, without any text of the request or the reply.
/// </summary>
internal sealed class OpenAiClient(HttpClient http, OpenAiOptions options)
{
    private const int LargestReply = ReplyTooLargeException.LargestReply;

    private readonly Uri _chat = new(options.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/chat/completions");
    private readonly Uri _completions = new(options.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/completions");

    /// <summary>
    /// A client for servers: no limit on time, which deadlines keep, one on the size of a reply, and no reading on in one
    /// that was cancelled.
    /// </summary>
    /// <param name="wrap">What stands before the network, given what sends; null for nothing.</param>
    public static HttpClient CreateHttp(Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        var sockets = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, MaxResponseDrainSize = 0, ConnectTimeout = TimeSpan.FromSeconds(10) };
        return new HttpClient(wrap?.Invoke(sockets) ?? sockets)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestReply,
        };
    }

    public async Task<ChatReply> CompleteAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var reply = Parse(body, MediaType(response));
        return reply.Choices is { Count: > 0 } choices && choices.All(c => c is not null) ? reply
            : throw new PrunerUpstreamBadResponse($"{_chat} answered without choices.");
    }

    /// <summary>Completes a finished prompt by <c>POST {base}/completions</c>; the reply has at least one choice.</summary>
    public async Task<JsonElement> CompletePromptAsync(JsonObject request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(_completions, System.Text.Encoding.UTF8.GetBytes(request.ToJsonString()),
            HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(JsonRepair.Repair(body));
            return document.RootElement.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
                ? document.RootElement.Clone()
                : throw new PrunerUpstreamBadResponse($"{_completions} answered without choices.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NotJson(MediaType(response), e);
        }
    }

    /// <summary>The chunks of a streamed reply. Fails if the stream breaks off before the model said that it is done.</summary>
    public async IAsyncEnumerable<ChatReply> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request with { Stream = true, StreamOptions = new StreamOptions(IncludeUsage: true) },
            HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (MediaType(response) != "text/event-stream")
            throw NotJson(MediaType(response));
        var isDone = false;
        // The response closes it.
        var stream = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), LargestReply);
        var events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = events.ConfigureAwait(false);
        while (await MoveNextAsync(events, cancellationToken).ConfigureAwait(false))
        {
            if (events.Current.Data == "[DONE]")
            {
                isDone = true;
                break;
            }
            var chunk = Parse(System.Text.Encoding.UTF8.GetBytes(events.Current.Data), "text/event-stream");
            isDone |= chunk.Choices?.Any(c => c.FinishReason is not null) == true;
            yield return chunk;
        }
        if (!isDone)
            throw new PrunerUpstreamBadResponse($"{_chat} broke off its stream.");
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<string>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ReplyTooLargeException)
        {
            throw TooLarge();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new PrunerUpstreamFailed($"{_chat} broke the connection in mid-stream.", e);
        }
    }

    private Task<HttpResponseMessage> SendAsync(ChatRequest request, HttpCompletionOption completion, CancellationToken cancellationToken) =>
        SendAsync(_chat, JsonSerializer.SerializeToUtf8Bytes(request, ChatJson.Default.ChatRequest), completion, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(Uri address, byte[] body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        if (options.ApiKey is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(message, completion, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (e is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
                throw TooLarge();
            var cause = e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } ? "its name is not known"
                : e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } ? "no connection"
                : "the connection broke";
            throw new PrunerUpstreamFailed($"{_chat} cannot be reached: {cause}.", e);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw Failure(response, IsRefused(response.StatusCode) && SaysTooLong(await ReadAsync(response, cancellationToken).ConfigureAwait(false)));
    }

    /// <summary>Whether the server refused this one request, for whatever reason.</summary>
    public static bool IsRefusal(PrunerException failure) => failure is PrunerMisconfigured { InnerException: RefusedRequestException };

    private static bool IsRefused(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge;

    // llama.cpp, vLLM, Ollama, LM Studio and OpenAI say it in these words.
    private static bool SaysTooLong(string text) =>
        text.Contains("exceed_context_size", StringComparison.OrdinalIgnoreCase) || text.Contains("context_length_exceeded", StringComparison.OrdinalIgnoreCase)
        || text.Contains("maximum context length", StringComparison.OrdinalIgnoreCase) || text.Contains("context window", StringComparison.OrdinalIgnoreCase)
        || text.Contains("context size", StringComparison.OrdinalIgnoreCase) || text.Contains("context length", StringComparison.OrdinalIgnoreCase)
        || text.Contains("too long", StringComparison.OrdinalIgnoreCase) || text.Contains("too many tokens", StringComparison.OrdinalIgnoreCase);

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestReply, cancellationToken).ConfigureAwait(false);
            return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return "";
        }
    }

    private PrunerException Failure(HttpResponseMessage response, bool isTooLong)
    {
        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new PrunerMisconfigured($"{_chat} refuses the API key ({status}); set it in the environment variable {options.ApiKeySource}."),
            HttpStatusCode.NotFound =>
                new PrunerMisconfigured($"{_chat} does not exist ({status}); check the address, which usually ends in /v1, and the model's name."),
            HttpStatusCode.TooManyRequests => PrunerException.Of(ErrorKind.Throttled, $"{_chat} is throttling ({status}).", retryAfter),
            HttpStatusCode.ServiceUnavailable or (HttpStatusCode)529 =>
                PrunerException.Of(ErrorKind.Overloaded, $"{_chat} is overloaded ({status}).", retryAfter),
            HttpStatusCode.RequestTimeout => PrunerException.Of(ErrorKind.UpstreamFailed, $"{_chat} timed out ({status}).", retryAfter),
            var refused when IsRefused(refused) =>
                new PrunerMisconfigured($"{_chat} does not accept the request ({status}){(isTooLong ? ": it is too long for the model" : "")}.",
                    new RefusedRequestException(isTooLong)),
            _ => PrunerException.Of(ErrorKind.UpstreamFailed, $"{_chat} failed ({status}).", retryAfter),
        };
    }

    private ChatReply Parse(byte[] body, string? mediaType)
    {
        try
        {
            return JsonSerializer.Deserialize(JsonRepair.Repair(body).Span, ChatJson.Default.ChatReply) ?? throw NotJson(mediaType);
        }
        catch (JsonException e)
        {
            throw NotJson(mediaType, e);
        }
    }

    private PrunerUpstreamBadResponse TooLarge() => new($"{_chat} answered with more than {LargestReply} bytes.");

    private PrunerUpstreamBadResponse NotJson(string? mediaType, Exception? inner = null) =>
        new($"{_chat} answered with {mediaType ?? "no content type"} that is not a chat completion; is it an OpenAI-compatible server?", inner);

    private static string? MediaType(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType;
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using RagPruner.Calls;
using RagPruner.Text;

namespace RagPruner.Bedrock.Http;

/// <summary>
/// What stands between the AWS SDK and the network. A reply has at most <see cref="ReplyTooLargeException.LargestReply"/> bytes and ends at once
/// when its call is cancelled; JSON is repaired before the SDK refuses it; and the SDK never learns a clock from an error,
/// because it would keep it for the whole process.
/// </summary>
internal sealed class BoundedHandler(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>How far the service's clock may be from this machine's before it is worth telling.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(4);

    /// <summary>The service's clock less this machine's, in seconds; set on errors where they differ by more than <see cref="ClockTolerance"/>.</summary>
    public const string ClockSkewHeader = "x-ragpruner-clock-skew";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            if (response.StatusCode >= HttpStatusCode.BadRequest)
                HideClock(response);
            if (response.Content.Headers.ContentLength > ReplyTooLargeException.LargestReply)
                throw new ReplyTooLargeException();
            response.Content = IsJson(response.Content.Headers.ContentType)
                ? await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false)
                : new BoundedContent(response.Content, ReplyTooLargeException.LargestReply);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private void HideClock(HttpResponseMessage response)
    {
        var now = time.GetUtcNow();
        if (response.Headers.Date is not { } theirs || (theirs - now).Duration() <= ClockTolerance)
            return;
        response.Headers.Date = now;
        response.Headers.TryAddWithoutValidation(ClockSkewHeader, ((long)(theirs - now).TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } name && (name == "application/json" || name.StartsWith("application/x-amz-json", StringComparison.Ordinal));

    private static async Task<HttpContent> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var repaired = new ReadOnlyMemoryContent(JsonRepair.Repair(await BytesOfAsync(content, cancellationToken).ConfigureAwait(false)));
        Copy(content.Headers, repaired.Headers);
        return repaired;
    }

    private static async Task<byte[]> BytesOfAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = new BoundedStream(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), ReplyTooLargeException.LargestReply);
        await using (stream.ConfigureAwait(false))
        {
            if (content.Headers.ContentLength is { } length)
            {
                var whole = new byte[length];
                await stream.ReadExactlyAsync(whole, cancellationToken).ConfigureAwait(false);
                return whole;
            }
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    private static void Copy(HttpContentHeaders from, HttpContentHeaders to)
    {
        // As they came: nobody reads most of them, so they need not be parsed.
        foreach (var (name, value) in from.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                to.TryAddWithoutValidation(name, value.ToString());
        }
    }

    /// <summary>A content that is passed on as it comes, up to a limit.</summary>
    private sealed class BoundedContent : HttpContent
    {
        private readonly HttpContent _inner;
        private readonly int _most;

        public BoundedContent(HttpContent inner, int most)
        {
            (_inner, _most) = (inner, most);
            Copy(inner.Headers, Headers);
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() =>
            new BoundedStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _most);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var source = await CreateContentReadStreamAsync().ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
                await source.CopyToAsync(stream).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _inner.Headers.ContentLength ?? 0;
            return _inner.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

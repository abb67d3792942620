using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace RagPruner.Neural.Downloads;

/// <summary>
/// Fetches a file whose digest is known. What broke off is gone on with, a server that cannot do that begins anew, and nothing
/// takes the file's place before its digest is right.
/// </summary>
/// <param name="http">Calls the server.</param>
/// <param name="time">The clock.</param>
/// <param name="stall">A connection that gives nothing for so long is taken for one that broke off.</param>
/// <param name="progress">Is told how many bytes are there, and how many there will be if the server says so; may be null.</param>
internal sealed class Download(HttpClient http, TimeProvider time, TimeSpan stall, IProgress<(long Bytes, long? Of)>? progress)
{
    // A connection that breaks off so often will not hold.
    private const int MostAttempts = 5;
    private const int BufferBytes = 1 << 17;

    /// <summary>Fetches a file.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="path">Where it goes; what is not finished lies beside it, with <c>.part</c> at its end.</param>
    /// <param name="sha256">Its digest, 64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends it; what has come is kept.</param>
    /// <exception cref="PrunerException">The server refuses it, breaks off again and again, or gives another file.</exception>
    public async Task FetchAsync(Uri url, string path, string sha256, CancellationToken cancellationToken)
    {
        var part = $"{path}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var wasThere = File.Exists(part);
            await FetchPartAsync(url, part, cancellationToken);
            var digest = await DigestAsync(part, cancellationToken);
            if (!IsRight(digest) && wasThere)
            {
                // What lay there may have been of another file.
                File.Delete(part);
                await FetchPartAsync(url, part, cancellationToken);
                digest = await DigestAsync(part, cancellationToken);
            }
            if (!IsRight(digest))
            {
                File.Delete(part);
                throw new PrunerUpstreamBadResponse($"The file's SHA-256 is {digest}, and not {sha256}: it was thrown away.");
            }
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new PrunerInvalidInput($"{path} cannot be written ({e.GetType().Name}); set RAGPRUNER_CACHE to a folder that can be.", e);
        }

        bool IsRight(string digest) => string.Equals(digest, sha256, StringComparison.OrdinalIgnoreCase);
    }

    private async Task FetchPartAsync(Uri url, string part, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = LengthOf(part);
            try
            {
                await using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write);
                if (await AppendAsync(url, file, cancellationToken))
                    return;
            }
            catch (HttpRequestException e)
            {
                if (e.StatusCode is { } status)
                    throw Refusal(status, e);
                if (attempt >= MostAttempts)
                    throw new PrunerUpstreamFailed($"The connection broke off {attempt} times; run it again to go on.", e);
            }
            // As long as something comes, it goes on.
            if (LengthOf(part) > before)
                attempt = 0;
            else if (attempt >= MostAttempts)
                throw new PrunerUpstreamFailed($"The server gave nothing {attempt} times.");
        }
    }

    // True once all is there.
    private async Task<bool> AppendAsync(Uri url, FileStream file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (file.Length > 0)
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        // Nothing is behind what is there: it is whole, or longer than the file, which the digest tells.
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return true;
        response.EnsureSuccessStatusCode();
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (!goesOn)
            file.SetLength(0);
        file.Seek(0, SeekOrigin.End);
        var whole = response.Content.Headers.ContentRange?.Length ?? (goesOn ? null : response.Content.Headers.ContentLength);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await ReadAsync(body, buffer, cancellationToken)) > 0)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            progress?.Report((file.Length, whole));
        }
        // A body without a length that ends early ends like a whole one; the digest tells.
        return whole is null || file.Length >= whole;
    }

    // What the network does must not look like the disk's doing.
    private async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(stall, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            return await body.ReadAsync(buffer, limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The connection broke off.", e);
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    private static PrunerException Refusal(HttpStatusCode status, Exception e) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => new PrunerInvalidInput("The server has no such file.", e),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new PrunerForbidden("The server wants somebody who may: this model has to be asked for.", e),
        HttpStatusCode.TooManyRequests => new PrunerThrottled("The server has had too many requests; try again later.", e),
        _ => new PrunerUpstreamFailed($"The server answered with status {(int)status}.", e),
    };
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RagPruner.Testing;

/// <summary>An HTTP server on loopback that goes wrong as it is told, byte by byte: what no well-made server can be made to do.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, CancellationToken, Task> _reply;
    private readonly TaskCompletionSource _replying = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private int _requests;

    /// <param name="reply">Writes the reply to each request; the connection closes when it returns.</param>
    public FaultyServer(Func<Stream, CancellationToken, Task> reply)
    {
        _reply = reply;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What is answered, whole, to a path that ends like this, so that the fault meets the call after it; null for nothing.</summary>
    public (string Path, string Json)? Before { get; set; }

    /// <summary>Completes when the first reply begins.</summary>
    public Task Replying => _replying.Task;

    /// <summary>Headers and a first piece of the body, then nothing more.</summary>
    public static FaultyServer Stalling(string type, string piece) => new(async (stream, cancellation) =>
    {
        await WriteAsync(stream, Headers(200, type) + Chunk(piece), cancellation);
        await Task.Delay(Timeout.Infinite, cancellation);
    });

    /// <summary>Headers, then one byte of a body after the other.</summary>
    public static FaultyServer Dripping(string type, byte[] body) => new(async (stream, cancellation) =>
    {
        await WriteAsync(stream, Headers(200, type), cancellation);
        foreach (var one in body)
        {
            await stream.WriteAsync(new[] { (byte)'1', (byte)'\r', (byte)'\n', one, (byte)'\r', (byte)'\n' }, cancellation);
            await Task.Delay(5, cancellation);
        }
    });

    /// <summary>A body without end.</summary>
    public static FaultyServer Endless(string type) => new(async (stream, cancellation) =>
    {
        await WriteAsync(stream, Headers(200, type), cancellation);
        var chunk = Chunk(new string(' ', 65_536));
        while (true)
            await WriteAsync(stream, chunk, cancellation);
    });

    /// <summary>A whole reply.</summary>
    public static FaultyServer Whole(int status, string type, byte[] body, params (string Name, string Value)[] headers) => new(async (stream, cancellation) =>
    {
        var own = string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"));
        await WriteAsync(stream, $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\n{own}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n", cancellation);
        await stream.WriteAsync(body, cancellation);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        _listener.Dispose();
    }

    private static string Headers(int status, string type) => $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static string Chunk(string text) => string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Over.
        }
        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                var path = (await ReadRequestAsync(stream, _stop.Token)).Split(' ').ElementAtOrDefault(1) ?? "";
                if (Before is { } before && path.EndsWith(before.Path, StringComparison.Ordinal))
                {
                    await WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {before.Json.Length}\r\nConnection: close\r\n\r\n{before.Json}", _stop.Token);
                    return;
                }
                Interlocked.Increment(ref _requests);
                _replying.TrySetResult();
                await _reply(stream, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[65_536];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                return text.ToString();
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var request = text.ToString();
            var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;
            var length = request[..end].Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            if (request.Length - end - 4 >= (length is null ? 0 : int.Parse(length.Split(':')[1], CultureInfo.InvariantCulture)))
                return request;
        }
    }
}

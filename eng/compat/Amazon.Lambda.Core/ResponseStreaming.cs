using System.Net;
using System.Runtime.Versioning;

namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>Outside the Lambda runtime there is nobody to stream to.</summary>
[RequiresPreviewFeatures]
public class LambdaResponseStreamFactory
{
    public static LambdaResponseStream CreateStream() => throw NotInLambda();

    public static LambdaResponseStream CreateHttpStream(HttpResponseStreamPrelude prelude) => throw NotInLambda();

    private static InvalidOperationException NotInLambda() => new("The Lambda runtime is not there.");
}

[RequiresPreviewFeatures]
public class LambdaResponseStream : Stream
{
    private LambdaResponseStream()
    {
    }

    public long BytesWritten { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public Task WriteAsync(byte[] buffer, CancellationToken cancellationToken = default) => WriteAsync(buffer, 0, buffer.Length, cancellationToken);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => BytesWritten += count;
}

[RequiresPreviewFeatures]
public class HttpResponseStreamPrelude
{
    public HttpStatusCode? StatusCode { get; set; }

    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IDictionary<string, IList<string>> MultiValueHeaders { get; set; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    public IList<string> Cookies { get; set; } = new List<string>();
}

using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.EventStreams.Internal;
using Amazon.Runtime.Internal;
using RagPruner.Errors;
using Agent = Amazon.BedrockAgentRuntime.Model;
using Runtime = Amazon.BedrockRuntime.Model;

namespace RagPruner.Bedrock.Errors;

/// <summary>
/// Gives every failure of the AWS SDK its place in the contract: by the exception's type, and by HTTP status only where
/// the type says nothing. Messages name the operation and the kind; the service's own text may quote the request and is
/// left out.
/// </summary>
internal static class ServiceErrors
{
    /// <summary>Runs one call, and turns whatever the SDK throws into a <see cref="PrunerException"/>.</summary>
    public static async Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not PrunerException)
        {
            // A stream that is cancelled fails in its own words; a cancellation that is not ours is a failed call.
            cancellationToken.ThrowIfCancellationRequested();
            throw Map(operation, e);
        }
    }

    /// <summary>The exception of the contract for one of the SDK.</summary>
    public static PrunerException Map(string operation, Exception failure)
    {
        var cause = failure is EventStreamException { InnerException: { } inner } ? inner : failure;
        var kind = KindOf(cause);
        var status = cause is AmazonServiceException e && e.StatusCode != default ? $", status {(int)e.StatusCode}, request {e.RequestId}" : "";
        // The SDK's exception stays behind: its message may hold the reply, and whoever reports ours would report it too.
        return PrunerException.Of(kind, $"{operation} failed: {cause.GetType().Name}{status}{HintFor(cause)}.", RetryAfter(cause));
    }

    private static string HintFor(Exception cause) => cause switch
    {
        AmazonClientException => "; are there credentials, a region and an endpoint?",
        HttpRequestException => "; the endpoint cannot be reached",
        Runtime.AccessDeniedException or Agent.AccessDeniedException => "; a permission is missing",
        Runtime.ResourceNotFoundException or Agent.ResourceNotFoundException => "; is the id right, and the region?",
        _ => "",
    };

    /// <summary>Whether the service refuses a prompt because it is too long for the model.</summary>
    public static bool IsTooLong(Runtime.ValidationException failure) =>
        failure.Message is { } message
        && (message.Contains("too long", StringComparison.OrdinalIgnoreCase) || message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
            || message.Contains("too many input tokens", StringComparison.OrdinalIgnoreCase) || message.Contains("exceeds the model's context", StringComparison.OrdinalIgnoreCase));

    private static ErrorKind KindOf(Exception failure) => failure switch
    {
        Runtime.ThrottlingException or Agent.ThrottlingException => ErrorKind.Throttled,
        Runtime.ModelNotReadyException => ErrorKind.ModelNotReady,
        Runtime.ServiceUnavailableException => ErrorKind.Overloaded,
        Runtime.ModelErrorException { OriginalStatusCode: >= 400 and < 500 } or Runtime.ModelStreamErrorException { OriginalStatusCode: >= 400 and < 500 } => ErrorKind.UpstreamBadResponse,
        Runtime.ModelErrorException or Runtime.ModelStreamErrorException or Runtime.ModelTimeoutException or Runtime.InternalServerException
            or Agent.DependencyFailedException or Agent.BadGatewayException or Agent.ConflictException or Agent.InternalServerException => ErrorKind.UpstreamFailed,
        Runtime.ServiceQuotaExceededException or Agent.ServiceQuotaExceededException or Runtime.AccessDeniedException or Agent.AccessDeniedException
            or Runtime.ResourceNotFoundException or Agent.ResourceNotFoundException or Runtime.ValidationException or Agent.ValidationException => ErrorKind.Misconfigured,
        AmazonUnmarshallingException => ErrorKind.UpstreamBadResponse,
        AmazonServiceException untyped => KindOf(untyped.ErrorCode, untyped.StatusCode),
        // No credentials, no region, a bad endpoint.
        AmazonClientException => ErrorKind.Misconfigured,
        TimeoutException or OperationCanceledException or HttpRequestException or IOException or EventStreamException or WebException => ErrorKind.UpstreamFailed,
        System.Text.Json.JsonException => ErrorKind.UpstreamBadResponse,
        _ => ErrorKind.Bug,
    };

    private static ErrorKind KindOf(string? code, HttpStatusCode status) => (code, (int)status) switch
    {
        ("TooManyRequestsException" or "RequestLimitExceeded" or "SlowDown", _) or (_, 429) => ErrorKind.Throttled,
        (_, 503 or 529) => ErrorKind.Overloaded,
        (_, 408 or 424 or >= 500) => ErrorKind.UpstreamFailed,
        (_, >= 400) => ErrorKind.Misconfigured,
        _ => ErrorKind.UpstreamFailed,
    };

    private static TimeSpan? RetryAfter(Exception failure) =>
        failure.InnerException is HttpErrorResponseException { Response: { } response } && response.IsHeaderPresent("Retry-After")
        && int.TryParse(response.GetHeaderValue("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}

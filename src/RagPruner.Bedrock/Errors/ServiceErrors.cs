using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.EventStreams.Internal;
using Amazon.Runtime.Internal;
using RagPruner.Bedrock.Http;
using RagPruner.Calls;
using RagPruner.Models;
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
    /// <param name="operation">Its name.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="invalid">What a request that is refused as invalid may come from, for people.</param>
    public static async Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellationToken, string invalid = "")
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not PrunerException)
        {
            // A stream that is cancelled fails in its own words; a cancellation that is not ours is a failed call.
            cancellationToken.ThrowIfCancellationRequested();
            throw Map(operation, e, invalid);
        }
    }

    /// <summary>The same for a call of a model. A prompt that is too long for it is an answer, not a failure.</summary>
    public static async Task<Completion> CompleteAsync(string operation, Func<Task<Completion>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(operation, call, cancellationToken).ConfigureAwait(false);
        }
        catch (PrunerMisconfigured e) when (e.InnerException is ModelRefusedException { IsTooLong: true })
        {
            return new Completion("") { StopCause = StopCause.TooLong };
        }
    }

    /// <summary>Moves on in a stream. Over a frame that it cannot read the SDK stumbles in many ways, none of which is a defect here.</summary>
    public static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> parts)
    {
        try
        {
            return await parts.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (KindOf(e) == ErrorKind.Bug)
        {
            throw new IOException("The stream has a frame that cannot be read.", e);
        }
    }

    /// <summary>The exception of the contract for one of the SDK.</summary>
    public static PrunerException Map(string operation, Exception failure, string invalid = "")
    {
        var cause = failure is EventStreamException { InnerException: AmazonServiceException inner } ? inner : failure;
        if (IsTooLarge(failure))
            return new PrunerUpstreamBadResponse($"{operation} failed: the reply is longer than {ReplyTooLargeException.LargestReply} bytes.");
        var status = cause is AmazonServiceException e && e.StatusCode != default ? $", status {(int)e.StatusCode}, request {e.RequestId}" : "";
        // One repetition, as of any bad reply: the service may have been wrong about the time, and the machine may be.
        if (ClockSkewOf(cause) is { } skew)
            return new PrunerUpstreamBadResponse(
                $"{operation} failed: {cause.GetType().Name}{status}; the service's clock and this machine's differ by {skew} s.");
        if (cause is Runtime.ValidationException refused)
            return new PrunerMisconfigured($"{operation} failed: {cause.GetType().Name}{status}.", new ModelRefusedException(IsTooLong(refused)));
        var kind = KindOf(cause);
        // The SDK's exception stays behind: its message may hold the reply, and whoever reports ours would report it too.
        return PrunerException.Of(kind, $"{operation} failed: {cause.GetType().Name}{status}{HintFor(cause, invalid)}.", RetryAfter(cause));
    }

    private static string HintFor(Exception cause, string invalid) => cause switch
    {
        Agent.ValidationException when KindOf(cause) == ErrorKind.Misconfigured => invalid,
        AmazonClientException => "; are there credentials, a region and an endpoint",
        HttpRequestException => "; the endpoint cannot be reached",
        Runtime.AccessDeniedException or Agent.AccessDeniedException => "; a permission is missing",
        Runtime.ResourceNotFoundException or Agent.ResourceNotFoundException => "; is the id right, and the region",
        _ => "",
    };

    /// <summary>Whether the service refuses a prompt because it is too long for the model.</summary>
    private static bool IsTooLong(Runtime.ValidationException failure) =>
        failure.Message is { } message
        && (message.Contains("too long", StringComparison.OrdinalIgnoreCase) || message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
            || message.Contains("too many input tokens", StringComparison.OrdinalIgnoreCase)
                || message.Contains("exceeds the model's context", StringComparison.OrdinalIgnoreCase));

    private static bool IsTooLarge(Exception? failure) => failure is ReplyTooLargeException || failure?.InnerException is { } inner && IsTooLarge(inner);

    /// <summary>The service's clock less this machine's, in seconds, where that is what a refused signature comes from.</summary>
    private static string? ClockSkewOf(Exception failure) =>
        failure is AmazonServiceException
        {
            ErrorCode: "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed"
                or "RequestExpired" or "RequestInTheFuture" or "AuthFailure"
        }
            ? HeaderOf(failure, BoundedHandler.ClockSkewHeader)
            : null;

    private static ErrorKind KindOf(Exception failure) => failure switch
    {
        // A vector store that was asleep is being woken by this very call.
        Agent.ValidationException { Message: { } message } when message.Contains("auto-paused", StringComparison.OrdinalIgnoreCase) => ErrorKind.Overloaded,
        Runtime.ThrottlingException or Agent.ThrottlingException => ErrorKind.Throttled,
        Runtime.ModelNotReadyException => ErrorKind.ModelNotReady,
        Runtime.ServiceUnavailableException => ErrorKind.Overloaded,
        Runtime.ModelErrorException { OriginalStatusCode: >= 400 and < 500 } => ErrorKind.UpstreamBadResponse,
        Runtime.ModelStreamErrorException { OriginalStatusCode: >= 400 and < 500 } => ErrorKind.UpstreamBadResponse,
        Runtime.ModelErrorException or Runtime.ModelStreamErrorException or Runtime.ModelTimeoutException or Runtime.InternalServerException
            or Agent.DependencyFailedException or Agent.BadGatewayException or Agent.ConflictException or Agent.InternalServerException =>
                ErrorKind.UpstreamFailed,
        Runtime.ServiceQuotaExceededException or Agent.ServiceQuotaExceededException or Runtime.AccessDeniedException or Agent.AccessDeniedException
            or Runtime.ResourceNotFoundException or Agent.ResourceNotFoundException or Runtime.ValidationException or Agent.ValidationException =>
                ErrorKind.Misconfigured,
        AmazonUnmarshallingException => ErrorKind.UpstreamBadResponse,
        AmazonServiceException untyped => KindOf(untyped.ErrorCode, untyped.StatusCode),
        // No credentials, no region, a bad endpoint.
        AmazonClientException => ErrorKind.Misconfigured,
        TimeoutException or OperationCanceledException or HttpRequestException or IOException or EventStreamException or WebException =>
            ErrorKind.UpstreamFailed,
        System.Text.Json.JsonException => ErrorKind.UpstreamBadResponse,
        // A frame that is broken, or that reports an error, whatever the SDK makes of it.
        _ when failure.GetType().Namespace?.StartsWith("Amazon.Runtime.EventStreams", StringComparison.Ordinal) == true => ErrorKind.UpstreamFailed,
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
        Number(HeaderOf(failure, "x-amz-retry-after")) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : Number(HeaderOf(failure, "Retry-After")) is { } seconds ? TimeSpan.FromSeconds(seconds)
        : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? HeaderOf(Exception failure, string name) =>
        failure.InnerException is HttpErrorResponseException { Response: { } response } && response.IsHeaderPresent(name)
            ? response.GetHeaderValue(name) : null;
}

using System.Net;

namespace RagPruner.Extensions.AI;

/// <summary>Gives the failures of services behind Microsoft.Extensions their place in the contract: a provider may throw anything.</summary>
internal static class ServiceErrors
{
    /// <summary>Makes one call. What it throws leaves as a <see cref="PrunerException"/> that quotes nothing of it.</summary>
    /// <param name="service">Its name, for people.</param>
    /// <param name="kindOf">What the caller knows of its failures, or null.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<T> CallAsync<T>(string service, Func<Exception, ErrorKind?>? kindOf, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Every provider has exceptions of its own, which the contract does not know.
        catch (Exception e) when (e is not PrunerException)
#pragma warning restore CA1031
        {
            // A cancellation that is not ours is a call that failed, by a time limit of the client's, say.
            cancellationToken.ThrowIfCancellationRequested();
            throw PrunerException.Of(kindOf?.Invoke(e) ?? KindOf(e), $"{service} failed: {e.GetType().Name}.", retryAfter: null);
        }
    }

    // Providers wrap what their HTTP client threw.
    private static HttpStatusCode? StatusOf(Exception? failure) =>
        failure is null ? null : (failure as HttpRequestException)?.StatusCode ?? StatusOf(failure.InnerException);

    private static ErrorKind KindOf(Exception failure) => StatusOf(failure) switch
    {
        null => ErrorKind.UpstreamFailed,
        HttpStatusCode.TooManyRequests => ErrorKind.Throttled,
        HttpStatusCode.ServiceUnavailable or (HttpStatusCode)529 => ErrorKind.Overloaded,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => ErrorKind.UpstreamFailed,
        >= HttpStatusCode.BadRequest => ErrorKind.Misconfigured,
        _ => ErrorKind.UpstreamFailed,
    };
}

using System.Net;
using Microsoft.AspNetCore.Http;

namespace RagPruner.Local.LocalCloud.Page;

/// <summary>
/// Keeps pages of other origins away from what listens on this machine: a browser carries them here, past every firewall. Clients
/// that are no browser send neither header, and are not asked.
/// </summary>
internal static class Origins
{
    /// <summary>Refuses a request that another origin's page sends, or that reaches this machine under somebody else's name.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isPage">Whether it is for the page itself, to which links of others may lead.</param>
    /// <exception cref="AwsError">It is one.</exception>
    public static void EnsureOwn(HttpRequest request, bool isPage)
    {
        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!isPage && origin.Length == 0 && site.Length == 0)
            return;
        // A name that somebody else's DNS leads to this machine by (rebinding) is the same origin to a browser.
        if (IsLoopback(request) && !IsOwnName(request.Host.Host))
            throw Refused($"This address is not served under the name of another host: use {IPAddress.Loopback}.");
        if (!isPage && (origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}" || site is "cross-site" or "same-site"))
            throw Refused("Pages of other origins are not served.");
    }

    private static bool IsLoopback(HttpRequest request) =>
        request.HttpContext.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static AwsError Refused(string message) => new("AccessDeniedException", 403, message);
}

using System.Buffers.Text;
using System.Text;

namespace RagPruner.Lambda.Api;

/// <summary>Refuses what is not a request of the API, from the outside in: path, method, content type, size, encoding.</summary>
internal static class ApiRouting
{
    /// <summary>The route and the body's bytes, or why there are none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="routes">What there is.</param>
    /// <param name="maxDocumentBytes">The longest body where there are documents.</param>
    public static (ApiRoute? Route, byte[] Body, HttpRefusal? Refusal) Find(ApiRequest request, IReadOnlyList<ApiRoute> routes, int maxDocumentBytes)
    {
        if (routes.FirstOrDefault(r => Leads(request.Path, r.Path)) is not { } found)
            return Refused(null, 404, $"There is no such route; there are {string.Join(", ", routes.Select(r => $"POST {r.Path}"))}.");
        if (request.Method != "POST")
            return Refused(found, 405, "The method must be POST.");
        if (!IsJson(request.ContentType))
            return Refused(found, 415, "The content type must be application/json.");
        var most = found.MaxBytesOf(maxDocumentBytes);
        if (LongestPossible(request) > most)
            return Refused(found, 413, $"The body is longer than {most} bytes.");
        if (!request.IsBase64)
            return (found, Encoding.UTF8.GetBytes(request.Body ?? ""), null);
        // No body is an empty one, and the reader says what is missing.
        return Base64.IsValid(request.Body ?? "")
            ? (found, Convert.FromBase64String(request.Body ?? ""), null)
            : Refused(found, 400, "The body is not valid base64.");
    }

    // A custom domain may put a path of its own before the version.
    private static bool Leads(string path, string route)
    {
        string[] parts = [.. Parts(path)], wanted = [.. Parts(route)];
        return parts.AsSpan().EndsWith(wanted);

        static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    private static (ApiRoute?, byte[], HttpRefusal) Refused(ApiRoute? route, int status, string message) =>
        (route, [], new HttpRefusal(status, new PrunerInvalidInput(message)));

    private static int LongestPossible(ApiRequest request) =>
        request.Body is not { } body ? 0
        : request.IsBase64 ? Base64.IsValid(body, out var length) ? length : 0
        : Encoding.UTF8.GetByteCount(body);

    private static bool IsJson(string? contentType)
    {
        var parts = (contentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        return parts[0].Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && parts.Skip(1).All(p => !p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase)
                || p[8..].Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>A refusal whose status is HTTP's own.</summary>
/// <param name="Status">The status.</param>
/// <param name="Failure">The failure behind it.</param>
internal sealed record HttpRefusal(int Status, PrunerInvalidInput Failure);

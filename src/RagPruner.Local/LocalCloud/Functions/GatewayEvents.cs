using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RagPruner.Local.LocalCloud.Functions;

/// <summary>The events of API Gateway, member for member.</summary>
internal static class GatewayEvents
{
    private const string Account = "000000000000";
    private const string ApiId = "local00000";
    private const string Stage = "live";

    /// <summary>A REST API's event, version 1.0.</summary>
    public static JsonObject Rest(HttpRequest request, string path, byte[] body, string requestId, IReadOnlyDictionary<string, string> claims)
    {
        var requestContext = new JsonObject
        {
            ["accountId"] = Account,
            ["apiId"] = ApiId,
            ["httpMethod"] = request.Method,
            ["path"] = $"/{Stage}{path}",
            ["requestId"] = requestId,
            ["resourceId"] = "local0",
            ["resourcePath"] = path,
            ["stage"] = Stage,
            ["protocol"] = request.Protocol,
            ["identity"] = new JsonObject { ["sourceIp"] = "127.0.0.1", ["userAgent"] = request.Headers.UserAgent.ToString() },
        };
        if (claims.Count > 0)
            requestContext["authorizer"] = new JsonObject { ["claims"] = Object(claims) };
        var (text, isBase64) = BodyOf(body, isText: true);
        return new JsonObject
        {
            ["resource"] = path,
            ["path"] = path,
            ["httpMethod"] = request.Method,
            ["headers"] = Object(request.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value.LastOrDefault() ?? ""))),
            ["multiValueHeaders"] = Lists(request.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value.Select(v => v ?? "")))),
            ["queryStringParameters"] = request.Query.Count == 0 ? null
                : Object(request.Query.Select(q => KeyValuePair.Create(q.Key, q.Value.LastOrDefault() ?? ""))),
            ["multiValueQueryStringParameters"] = request.Query.Count == 0 ? null
                : Lists(request.Query.Select(q => KeyValuePair.Create(q.Key, q.Value.Select(v => v ?? "")))),
            ["pathParameters"] = null,
            ["stageVariables"] = null,
            ["requestContext"] = requestContext,
            ["body"] = text,
            ["isBase64Encoded"] = isBase64,
        };
    }

    /// <summary>An HTTP API's event, version 2.0.</summary>
    public static JsonObject Http(HttpRequest request, string path, byte[] body, string requestId, IReadOnlyDictionary<string, string> claims)
    {
        var requestContext = new JsonObject
        {
            ["accountId"] = Account,
            ["apiId"] = ApiId,
            ["domainName"] = "local",
            ["http"] = new JsonObject
            {
                ["method"] = request.Method,
                ["path"] = path,
                ["protocol"] = request.Protocol,
                ["sourceIp"] = "127.0.0.1",
                ["userAgent"] = request.Headers.UserAgent.ToString()
            },
            ["requestId"] = requestId,
            ["routeKey"] = $"{request.Method} {path}",
            ["stage"] = "$default",
        };
        if (claims.Count > 0)
            requestContext["authorizer"] = new JsonObject { ["jwt"] = new JsonObject { ["claims"] = Object(claims), ["scopes"] = null } };
        // An HTTP API writes whatever does not call itself text in base64.
        var type = request.ContentType ?? "";
        var isText = type.Length == 0 || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/xml", StringComparison.OrdinalIgnoreCase)
                || type.StartsWith("application/javascript", StringComparison.OrdinalIgnoreCase);
        var (text, isBase64) = BodyOf(body, isText);
        return new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = $"{request.Method} {path}",
            ["rawPath"] = path,
            ["rawQueryString"] = request.QueryString.Value?.TrimStart('?') ?? "",
            ["headers"] = Object(request.Headers.Select(h => KeyValuePair.Create(h.Key.ToLowerInvariant(), string.Join(',', h.Value.ToArray())))),
            ["requestContext"] = requestContext,
            ["body"] = text,
            ["isBase64Encoded"] = isBase64,
        };
    }

    private static (string? Body, bool IsBase64) BodyOf(byte[] body, bool isText) =>
        body.Length == 0 ? (null, false) : isText ? (Encoding.UTF8.GetString(body), false) : (Convert.ToBase64String(body), true);

    private static JsonObject Object(IEnumerable<KeyValuePair<string, string>> members) =>
        new(members.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));

    private static JsonObject Lists(IEnumerable<KeyValuePair<string, IEnumerable<string>>> members) =>
        new(members.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)new JsonArray([.. m.Value.Select(v => (JsonNode)v)]))));
}

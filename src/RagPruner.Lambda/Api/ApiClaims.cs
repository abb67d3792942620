using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace RagPruner.Lambda.Api;

/// <summary>Finds verified claims where the authorizers of both gateways put them.</summary>
internal static class ApiClaims
{
    /// <summary>A Cognito authorizer's <c>claims</c> (an HTTP API with the old event has them there too), else a Lambda authorizer's own keys.</summary>
    public static IReadOnlyDictionary<string, string>? Of(APIGatewayCustomAuthorizerContext? authorizer) =>
        authorizer is null or { Count: 0 } ? null
        : authorizer.TryGetValue("claims", out var claims) && claims is JsonElement { ValueKind: JsonValueKind.Object } own
            ? Texts(own.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (object)p.Value)))
            : Texts(authorizer);

    /// <summary>A JWT authorizer's claims, else a Lambda authorizer's own keys.</summary>
    public static IReadOnlyDictionary<string, string>? Of(APIGatewayHttpApiV2ProxyRequest.AuthorizerDescription? authorizer) =>
        authorizer?.Jwt?.Claims is { } claims ? new Dictionary<string, string>(claims, StringComparer.Ordinal)
        : authorizer?.Lambda is { } own ? Texts(own)
        : null;

    private static Dictionary<string, string> Texts(IEnumerable<KeyValuePair<string, object>> claims) => claims
        .Where(c => c.Value is JsonElement { ValueKind: JsonValueKind.String })
        .ToDictionary(c => c.Key, c => ((JsonElement)c.Value).GetString()!, StringComparer.Ordinal);
}

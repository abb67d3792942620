using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>
    /// The event with each claim of its JWT as a text, which is what the event's type takes: a gateway writes numbers and
    /// truth values so, and other hosts write them as they stand in the token. The same bytes if they are texts already.
    /// </summary>
    public static byte[] AsTexts(byte[] payload)
    {
        if (payload.AsSpan().IndexOf("\"jwt\""u8) < 0)
            return payload;
        var root = JsonNode.Parse(payload);
        if (root?["requestContext"]?["authorizer"]?["jwt"]?["claims"] is not JsonObject claims
            || claims.All(c => c.Value?.GetValueKind() == JsonValueKind.String))
            return payload;
        foreach (var (name, value) in claims.ToArray())
        {
            if (value?.GetValueKind() != JsonValueKind.String)
                claims[name] = value?.ToJsonString() ?? "";
        }
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static Dictionary<string, string> Texts(IEnumerable<KeyValuePair<string, object>> claims) => claims
        .Where(c => c.Value is JsonElement { ValueKind: JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False })
        .ToDictionary(c => c.Key, c => ((JsonElement)c.Value).ToString(), StringComparer.Ordinal);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace RagPruner.Lambda.Api;

/// <summary>The events of HTTP APIs without reflection.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class HttpApiJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace RagPruner.Lambda.Api;

// Two contexts, because both versions name their parts alike; public, because the serializer makes them by their public constructors.

/// <summary>The events of REST APIs without reflection.</summary>
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class RestApiJson : JsonSerializerContext;

/// <summary>The events of HTTP APIs without reflection.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class HttpApiJson : JsonSerializerContext;

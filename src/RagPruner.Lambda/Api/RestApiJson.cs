using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace RagPruner.Lambda.Api;

/// <summary>The events of REST APIs without reflection.</summary>
// A context of its own for each version, because both name their parts alike; public, because the serializer makes it by its public constructor.
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class RestApiJson : JsonSerializerContext;

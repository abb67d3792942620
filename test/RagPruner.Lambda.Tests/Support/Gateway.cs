using System.Text.Json;
using System.Text.Json.Nodes;

namespace RagPruner.Lambda.Tests.Support;

/// <summary>Calls the Api function through either gateway's event, made from the files in <c>events/</c>.</summary>
internal static class Gateway
{
    public const string Question = """{"question": "When does the ferry leave?"}""";

    public static string Event(string version, string? body = Question, Action<JsonObject>? change = null)
    {
        var json = JsonNode.Parse(TestHost.Event($"api-{version}-answer"))!.AsObject();
        json["body"] = body;
        change?.Invoke(json);
        return json.ToJsonString();
    }

    public static void Path(JsonObject json, string path) => json[json.ContainsKey("rawPath") ? "rawPath" : "path"] = path;

    public static void Method(JsonObject json, string method)
    {
        if (json.ContainsKey("httpMethod"))
            json["httpMethod"] = method;
        else
            json["requestContext"]!["http"]!["method"] = method;
    }

    public static void ContentType(JsonObject json, string? type)
    {
        var headers = json["headers"]!.AsObject();
        headers.Remove("content-type");
        headers.Remove("Content-Type");
        json.Remove("multiValueHeaders");
        if (type is not null)
            headers["CONTENT-TYPE"] = type;
    }

    /// <summary>Status, headers and body of a response, whose body meets its schema.</summary>
    public static async Task<(int Status, JsonElement Headers, JsonElement Body)> CallAsync(TestHost host, string apiEvent, double remainingSeconds = 28)
    {
        var response = await host.InvokeAsync("Api", apiEvent, remainingSeconds);
        var (status, body) = (response.GetProperty("statusCode").GetInt32(), response.GetProperty("body").GetString()!);
        Schemas.Check((apiEvent.Contains("/rerank\"", StringComparison.Ordinal) ? "rerank-" : "") + (status == 200 ? "response" : "error"), body);
        return (status, response.GetProperty("headers"), TestHost.Parse(body));
    }
}

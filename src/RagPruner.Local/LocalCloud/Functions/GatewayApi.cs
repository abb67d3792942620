using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RagPruner.Local.LocalCloud.Functions;

/// <summary>
/// API Gateway in front of the Api function: turns a request into the event that the real one would send, and the
/// function's response into HTTP.
/// </summary>
internal sealed class GatewayApi(LocalFunctions functions, FunctionOptions options)
{
    // API Gateway's own limit.
    private const int LargestBody = 10 * 1024 * 1024;

    public Task RestAsync(HttpContext context, string path, string requestId) =>
        ForwardAsync(context, body => GatewayEvents.Rest(context.Request, path, body, requestId, options.Claims), requestId, isHttpApi: false);

    public Task HttpAsync(HttpContext context, string path, string requestId) =>
        ForwardAsync(context, body => GatewayEvents.Http(context.Request, path, body, requestId, options.Claims), requestId, isHttpApi: true);

    private async Task ForwardAsync(HttpContext context, Func<byte[], System.Text.Json.Nodes.JsonObject> eventOf, string requestId, bool isHttpApi)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > LargestBody)
        {
            await FailAsync(context, 413, "Request Too Long");
            return;
        }
        var payload = Encoding.UTF8.GetBytes(eventOf(body.ToArray()).ToJsonString());
        var outcome = await functions.InvokeAsync("Api", payload, requestId, isHttpApi ? null : Open, context.RequestAborted);
        if (!outcome.IsError)
            await (context.Response.HasStarted ? Task.CompletedTask : ReplyAsync(context, outcome.Payload));
        else if (context.Response.HasStarted)
            context.Abort();
        else
            await FailAsync(context, isHttpApi ? 500 : 502, "Internal server error");

        Stream Open(int status, IReadOnlyDictionary<string, string> headers)
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
                context.Response.Headers[name] = value;
            return context.Response.Body;
        }
    }

    private static async Task ReplyAsync(HttpContext context, byte[] payload)
    {
        using var response = JsonDocument.Parse(payload);
        var root = response.RootElement;
        context.Response.StatusCode = root.GetProperty("statusCode").GetInt32();
        foreach (var header in root.GetProperty("headers").EnumerateObject())
            context.Response.Headers[header.Name] = header.Value.GetString();
        await context.Response.WriteAsync(root.GetProperty("body").GetString() ?? "", context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"message":"{{message}}"}""", context.RequestAborted);
    }
}

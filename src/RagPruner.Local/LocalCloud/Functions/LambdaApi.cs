using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RagPruner.Local.LocalCloud.Functions;

/// <summary>Lambda's Invoke operation.</summary>
internal sealed class LambdaApi(LocalFunctions functions)
{
    private const int LargestPayload = 6 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context, string function, string requestId)
    {
        // An ARN, and a version or alias behind the name, are other ways to write it.
        var name = function.StartsWith("arn:", StringComparison.Ordinal) ? function.Split(':').ElementAtOrDefault(6) ?? "" : function.Split(':')[0];
        if (!functions.Names.Contains(name, StringComparer.Ordinal))
            throw AwsError.NotFound($"Function not found: {name}");
        var payload = await PayloadAsync(context);
        switch (context.Request.Headers["X-Amz-Invocation-Type"].ToString())
        {
            case "DryRun":
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "Event":
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await context.Response.CompleteAsync();
                await functions.InvokeAsync(name, payload, requestId, CancellationToken.None);
                return;
            case "" or "RequestResponse":
                break;
            default:
                throw new AwsError("InvalidParameterValueException", 400, "X-Amz-Invocation-Type must be RequestResponse, Event or DryRun.");
        }
        var outcome = await functions.InvokeAsync(name, payload, requestId, context.RequestAborted);
        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        if (outcome.IsError)
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = outcome.Payload.Length;
        await context.Response.Body.WriteAsync(outcome.Payload, context.RequestAborted);
    }

    private static async Task<byte[]> PayloadAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw new AwsError("UnknownOperationException", 404, "There is no such operation here.");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > LargestPayload)
            throw new AwsError("RequestTooLargeException", 413, $"Request must be smaller than {LargestPayload} bytes for the InvokeFunction operation.");
        var payload = body.Length == 0 ? "{}"u8.ToArray() : body.ToArray();
        try
        {
            using var _ = JsonDocument.Parse(payload);
            return payload;
        }
        catch (JsonException)
        {
            throw new AwsError("InvalidRequestContentException", 400, "Could not parse request body into json.");
        }
    }
}

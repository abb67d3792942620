using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using RagPruner.Errors;
using RagPruner.Lambda.Native.Tests.Support;

namespace RagPruner.Lambda.Native.Tests;

/// <summary>What the loop over the Runtime API makes of a handler, by the stand-in and by the public package alike.</summary>
public sealed class BootstrapTests
{
    [Fact]
    public async Task A_handler_sees_the_invocation_and_each_of_its_failures_leaves_under_its_name()
    {
        await using var api = await RuntimeApi.StartAsync();
        // The only test of this process that sets it; the executables of the others have environments of their own.
        Environment.SetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API", api.Address);
        using var stop = new CancellationTokenSource();
        using var bootstrap = LambdaBootstrapBuilder.Create(HandleAsync).UseBootstrapHandler(() => Task.FromResult(true)).Build();
        var running = bootstrap.RunAsync(stop.Token);

        var seen = JsonNode.Parse((await api.InvokeAsync("\"payload\"", TimeSpan.FromSeconds(30))).Body)!;
        ((string?)seen["payload"]).ShouldBe("\"payload\"");
        ((string?)seen["id"]).ShouldBe("request-1");
        ((string?)seen["arn"]).ShouldBe(RuntimeApi.FunctionArn);
        ((string?)seen["trace"]).ShouldBe("Root=1-request-1");
        ((double)seen["seconds"]!).ShouldBeInRange(20, 30);
        foreach (var kind in Enum.GetValues<ErrorKind>())
        {
            var outcome = await api.InvokeAsync($"{kind}");
            outcome.ErrorType.ShouldBe($"Pruner{kind}");
            var error = JsonNode.Parse(outcome.Body)!;
            ((string?)error["errorType"], (string?)error["errorMessage"]).ShouldBe(($"Pruner{kind}", "It failed."));
        }
        await stop.CancelAsync();
        await running;
    }

    private static async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        using var reader = new StreamReader(input);
        var payload = await reader.ReadToEndAsync();
        if (Enum.TryParse<ErrorKind>(payload, out var kind))
            throw PrunerException.Of(kind, "It failed.", null);
        return new MemoryStream(Encoding.UTF8.GetBytes(new JsonObject
        {
            ["payload"] = payload,
            ["id"] = context.AwsRequestId,
            ["arn"] = context.InvokedFunctionArn,
            ["trace"] = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"),
            ["seconds"] = context.RemainingTime.TotalSeconds,
        }.ToJsonString()));
    }
}

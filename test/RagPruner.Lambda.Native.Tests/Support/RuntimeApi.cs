using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using RagPruner.Local.LocalCloud;

namespace RagPruner.Lambda.Native.Tests.Support;

/// <summary>What became of an invocation, or of a start.</summary>
/// <param name="ErrorType">The error's name as the header has it; null for a response.</param>
/// <param name="Body">The response, or the error as JSON.</param>
internal sealed record Outcome(string? ErrorType, string Body);

/// <summary>Lambda's Runtime API on loopback: hands out the invocations that a test makes, and takes what becomes of them.</summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    public const string FunctionArn = "arn:aws:lambda:us-east-1:123456789012:function:ragpruner:live";

    private readonly Channel<(string Id, string Payload, TimeSpan Time)> _waiting = Channel.CreateUnbounded<(string, string, TimeSpan)>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Outcome>> _outcomes = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<Outcome> _init = NewOutcome();
    private readonly CancellationTokenSource _stop = new();
    private LocalHost? _host;
    private int _invocations;

    /// <summary>Host and port, as <c>AWS_LAMBDA_RUNTIME_API</c> has it.</summary>
    public string Address => _host!.Address.Authority;

    /// <summary>The error that a start ended with.</summary>
    public Task<Outcome> InitError => _init.Task;

    public static async Task<RuntimeApi> StartAsync()
    {
        var api = new RuntimeApi();
        api._host = await LocalHost.StartAsync(IPAddress.Loopback, 0, 10_000_000, api.HandleAsync, default);
        return api;
    }

    public Task<Outcome> InvokeAsync(string payload, TimeSpan? time = null)
    {
        var id = $"request-{Interlocked.Increment(ref _invocations)}";
        var outcome = _outcomes[id] = NewOutcome();
        _waiting.Writer.TryWrite((id, payload, time ?? TimeSpan.FromSeconds(28))).ShouldBeTrue();
        return outcome.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _host!.DisposeAsync();
        _stop.Dispose();
    }

    private static TaskCompletionSource<Outcome> NewOutcome() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["2018-06-01", "runtime", "invocation", "next"] when context.Request.Method == "GET":
                await HandOutAsync(context);
                break;
            case ["2018-06-01", "runtime", "invocation", var id, "response"] when context.Request.Method == "POST":
                _outcomes[id].TrySetResult(new Outcome(null, await BodyAsync(context)));
                context.Response.StatusCode = 202;
                break;
            case ["2018-06-01", "runtime", "invocation", var id, "error"] when context.Request.Method == "POST":
                _outcomes[id].TrySetResult(await ErrorAsync(context));
                context.Response.StatusCode = 202;
                break;
            case ["2018-06-01", "runtime", "init", "error"] when context.Request.Method == "POST":
                _init.TrySetResult(await ErrorAsync(context));
                context.Response.StatusCode = 202;
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    // The connection stays open for as long as nothing is to be done.
    private async Task HandOutAsync(HttpContext context)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
        try
        {
            var (id, payload, time) = await _waiting.Reader.ReadAsync(over.Token);
            var headers = context.Response.Headers;
            headers["Lambda-Runtime-Aws-Request-Id"] = id;
            headers["Lambda-Runtime-Deadline-Ms"] = (DateTimeOffset.UtcNow + time).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            headers["Lambda-Runtime-Invoked-Function-Arn"] = FunctionArn;
            headers["Lambda-Runtime-Trace-Id"] = $"Root=1-{id}";
            await context.Response.WriteAsync(payload, over.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static async Task<Outcome> ErrorAsync(HttpContext context)
    {
        context.Request.ContentType.ShouldBe("application/vnd.aws.lambda.error+json");
        return new Outcome(context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString(), await BodyAsync(context));
    }

    private static async Task<string> BodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}

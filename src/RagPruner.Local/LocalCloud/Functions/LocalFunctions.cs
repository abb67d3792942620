using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using RagPruner.Bedrock;
using RagPruner.Contexts;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Local.Agents;

namespace RagPruner.Local.LocalCloud.Functions;

/// <summary>The handler classes that Lambda loads, on this machine, with their clients pointed at the local Bedrock.</summary>
internal sealed class LocalFunctions : IDisposable
{
    // Lambda's own limit on a synchronous response.
    private const int LargestResponse = 6 * 1024 * 1024;

    private readonly IReadOnlyDictionary<string, Function> _functions;
    private readonly BedrockClients _clients;
    private readonly FunctionOptions _options;
    private readonly TimeProvider _time;

    public LocalFunctions(Uri endpoint, FunctionOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _clients = BedrockClients.Create(null, endpoint, new BasicAWSCredentials("local", "local"));
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [KnownSettings.KnowledgeBaseId.Name] = LocalIds.KnowledgeBase,
            [KnownSettings.DraftModel.Name] = LocalIds.DraftModel,
            [KnownSettings.FinalModel.Name] = LocalIds.FinalModel,
        };
        SetPrices(environment, options);
        foreach (var (name, value) in options.Settings)
            environment[name] = value;
        // A function that shares the wrong setting would only say so when invoked; here somebody waits at the terminal.
        FunctionSettings.Read(environment, Parts.All, options.Extensions.Catalog);
        _functions = FunctionCatalog.All.ToDictionary(
            d => d.Name, d => d.Create(FunctionHost.Create(d.Parts, environment, () => _clients, options.Log, time, options.Extensions)),
                StringComparer.Ordinal);
        var deployment = FunctionHost.Create(Parts.All, environment, () => _clients, options.Log, time, options.Extensions).Deployment;
        AgentTools = new AgentTools(deployment.Pruner, deployment.Pipeline, deployment.Catalog, deployment.Settings.MaxDocumentBytes,
            request => request with { Tenant = TenantOf(deployment.Settings) });
    }

    public IEnumerable<string> Names => _functions.Keys;

    /// <summary>The tools of agents, on what the functions are built from.</summary>
    public AgentTools AgentTools { get; }

    /// <summary>Invokes a function as Lambda does. Nothing of the invocation is running any more when this returns.</summary>
    /// <exception cref="AwsError">There is no such function.</exception>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public Task<FunctionOutcome> InvokeAsync(string name, byte[] payload, string requestId, CancellationToken cancellationToken) =>
        InvokeAsync(name, payload, requestId, open: null, cancellationToken);

    /// <summary>The same; what the function writes to the response that it opens is sent at once, and then the outcome is empty.</summary>
    public async Task<FunctionOutcome> InvokeAsync(string name, byte[] payload, string requestId, ResponseOpener? open, CancellationToken cancellationToken)
    {
        if (!_functions.TryGetValue(name, out var function))
            throw AwsError.NotFound($"Function not found: arn:aws:lambda:us-east-1:000000000000:function:{name}");
        using var timer = new CancellationTokenSource(_options.Timeout, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var response = await function.InvokeAsync(new MemoryStream(payload),
                new LocalLambdaContext(name, requestId, _options.Timeout, _time), open, ended.Token);
            using var bytes = new MemoryStream();
            await response.CopyToAsync(bytes, CancellationToken.None);
            return bytes.Length <= LargestResponse
                ? new FunctionOutcome(bytes.ToArray(), IsError: false)
                : Error("Function.ResponseSizeTooLarge", $"Response payload size exceeded maximum allowed payload size ({LargestResponse} bytes).", null);
        }
        catch (PrunerException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return timer.IsCancellationRequested
                ? Error("Sandbox.Timedout", $"RequestId: {requestId} Error: Task timed out after {_options.Timeout.TotalSeconds:0.00} seconds", null)
                : Error(e.GetType().Name, e.Message, e.StackTrace);
        }
    }

    public void Dispose() => _clients.Dispose();

    // Nobody has verified a claim of an agent's, as of whoever invokes a function directly.
    private static TenantClause? TenantOf(FunctionSettings settings) =>
        settings.TenantMode == TenantMode.Single ? settings.Tenant : throw new PrunerForbidden("The tenant is missing.");

    private static void SetPrices(Dictionary<string, string> environment, FunctionOptions options)
    {
        Set(KnownSettings.DraftInputPrice, options.DraftPrice.InputUsdPerMillion);
        Set(KnownSettings.DraftOutputPrice, options.DraftPrice.OutputUsdPerMillion);
        Set(KnownSettings.DraftCallPrice, options.DraftPrice.UsdPerCall);
        Set(KnownSettings.FinalInputPrice, options.FinalPrice.InputUsdPerMillion);
        Set(KnownSettings.FinalOutputPrice, options.FinalPrice.OutputUsdPerMillion);
        Set(KnownSettings.FinalCacheReadPrice, options.FinalPrice.CacheReadUsdPerMillion);
        Set(KnownSettings.FinalCacheWritePrice, options.FinalPrice.CacheWriteUsdPerMillion);

        void Set(Setting setting, double? usd)
        {
            if (usd is { } price)
                environment[setting.Name] = price.ToString("0.############", CultureInfo.InvariantCulture);
        }
    }

    private static FunctionOutcome Error(string type, string message, string? stack)
    {
        var json = new JsonObject { ["errorType"] = type, ["errorMessage"] = message };
        if (stack is not null)
            json["stackTrace"] = new JsonArray([.. stack.Split('\n', StringSplitOptions.TrimEntries).Select(l => (JsonNode)l)]);
        return new FunctionOutcome(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()), IsError: true);
    }
}

/// <summary>What an invocation came to.</summary>
/// <param name="Payload">The response, or the error as Lambda writes it.</param>
/// <param name="IsError">Whether the function failed.</param>
internal sealed record FunctionOutcome(byte[] Payload, bool IsError);

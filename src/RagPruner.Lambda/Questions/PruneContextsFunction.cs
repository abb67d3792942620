using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Questions;

/// <summary>Prunes the contexts of one question, invoked directly: the bodies of <c>/v1/prune</c> without HTTP around them.</summary>
public sealed class PruneContextsFunction : Function
{
    /// <summary>Builds the function from the environment.</summary>
    public PruneContextsFunction() : base(Parts.Retriever | Parts.Drafter)
    {
    }

    internal PruneContextsFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var body = RequestJson.Read(await Invocation.ReadAsync(input, RequestJson.MaxBytes, invocation.CancellationToken));
        var request = invocation.Admit(body.Request, invocation.TenantOf(null));
        return Invocation.Json(await PruneAsync(invocation, request, body.Include, invocation.Record!));
    }

    internal static async Task<AnswerBody> PruneAsync(Invocation invocation, Pipeline.PruneRequest request, Includes include, Telemetry.RequestRecord record)
    {
        var result = await invocation.Deployment.Pruner.PruneAsync(request, progress: null, invocation.CancellationToken);
        record.Pruned(result);
        return Bodies.Of(result, invocation.RequestId, include);
    }
}

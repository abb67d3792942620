using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Questions;

/// <summary>Answers one question, invoked directly: the bodies of <c>/v1/answer</c> without HTTP around them.</summary>
public sealed class AnswerFunction : Function
{
    /// <summary>Builds the function from the environment.</summary>
    public AnswerFunction() : base(Parts.All)
    {
    }

    internal AnswerFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var body = RequestJson.Read(await Invocation.ReadAsync(input, RequestJson.MaxBytes, invocation.CancellationToken));
        var request = invocation.Admit(body.Request, invocation.TenantOf(null));
        return Invocation.Json(await AnswerAsync(invocation, request, body.Include, invocation.Record!));
    }

    internal static async Task<AnswerBody> AnswerAsync(Invocation invocation, Pipeline.PruneRequest request, Includes include, Telemetry.RequestRecord record)
    {
        var result = await invocation.Deployment.Pipeline.AnswerAsync(request, progress: null, invocation.CancellationToken);
        record.Answered(result);
        return Bodies.Of(result, invocation.RequestId, include);
    }
}

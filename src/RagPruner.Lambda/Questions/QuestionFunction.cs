using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Questions;

/// <summary>A route of the API as a function that is invoked directly.</summary>
public abstract class QuestionFunction : Function
{
    private readonly ApiRoute _route;

    private protected QuestionFunction(Parts parts, FunctionExtensions extensions, ApiRoute route) : base(parts, extensions) => _route = route;

    private protected QuestionFunction(FunctionHost host, ApiRoute route) : base(host) => _route = route;

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var body = await Invocation.ReadAsync(input, _route.MaxBytesOf(invocation.MaxDocumentBytes), invocation.CancellationToken);
        var reply = await _route.AnswerAsync(new ApiCall(invocation, invocation.Record!, body, invocation.TenantOf(null)), invocation.CancellationToken);
        return new MemoryStream(reply.ToArray(), writable: false);
    }
}

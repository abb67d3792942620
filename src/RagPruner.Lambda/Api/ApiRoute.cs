using System.Text.Json;
using RagPruner.Contract;
using RagPruner.Lambda.Telemetry;

namespace RagPruner.Lambda.Api;

/// <summary>
/// A route of the API. To add one of your own: give it to <see cref="Hosting.FunctionExtensions.Routes"/>, and its path to
/// your template.
/// </summary>
/// <param name="Path">The path, such as <c>/v1/answer</c>; the method is POST.</param>
/// <param name="AnswerAsync">Answers a call with a body of JSON. What it throws becomes the error of the contract.</param>
public sealed record ApiRoute(string Path, Func<ApiCall, CancellationToken, Task<ReadOnlyMemory<byte>>> AnswerAsync)
{
    /// <summary>The longest body of a request, in bytes.</summary>
    public int MaxBytes { get; init; } = RequestJson.MaxBytes;

    /// <summary>The routes that the product comes with. Everything else reads this list.</summary>
    internal static IReadOnlyList<ApiRoute> All { get; } = [Answer, Prune];

    internal static ApiRoute Answer => new("/v1/answer", static async (call, cancellationToken) =>
    {
        var body = call.Read();
        return Json(await AnswerOneAsync(call, body, call.Record, cancellationToken));
    });

    internal static ApiRoute Prune => new("/v1/prune", static async (call, cancellationToken) =>
    {
        var body = call.Read();
        var result = await call.Pruner.PruneAsync(call.Admit(body.Request), progress: null, cancellationToken);
        call.Record.Pruned(result);
        return Json(Bodies.Of(result, call.RequestId, body.Include));
    });

    internal static async Task<AnswerBody> AnswerOneAsync(ApiCall call, RequestBody body, RequestRecord record, CancellationToken cancellationToken)
    {
        var result = await call.Pipeline.AnswerAsync(call.Admit(body.Request), progress: null, cancellationToken);
        record.Answered(result);
        return Bodies.Of(result, call.RequestId, body.Include);
    }

    private static ReadOnlyMemory<byte> Json(AnswerBody body) => JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Readable.AnswerBody);
}

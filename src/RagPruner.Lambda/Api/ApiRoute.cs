using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RagPruner.Contract;

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
    internal static IReadOnlyList<ApiRoute> All { get; } = [Answer, Prune, Rerank("1"), Rerank("2")];

    /// <summary>Whether bodies may be as long as the deployment allows where there are documents.</summary>
    internal bool TakesDocuments { get; init; }

    /// <summary>The same answer as events, where the caller asks for them; null for a route that has none.</summary>
    internal Func<ApiCall, CancellationToken, IAsyncEnumerable<SseItem<ReadOnlyMemory<byte>>>>? Events { get; init; }

    /// <summary>How a failure is written, where not as in the contract.</summary>
    internal Func<ErrorBody, string>? ErrorForm { get; init; }

    /// <summary>The longest body of a request.</summary>
    internal int MaxBytesOf(int maxDocumentBytes) => TakesDocuments ? maxDocumentBytes : MaxBytes;

    internal static ApiRoute Answer => new("/v1/answer", static async (call, cancellationToken) =>
    {
        var body = call.Read();
        return Json(await AnswerOneAsync(call, body, cancellationToken));
    })
    { TakesDocuments = true, Events = AnswerEventsAsync };

    internal static ApiRoute Prune => new("/v1/prune", static async (call, cancellationToken) =>
    {
        var body = call.Read();
        var result = await call.PruneAsync(body.Request, cancellationToken);
        return Json(Bodies.Of(result, call.RequestId, body.Include));
    })
    { TakesDocuments = true };

    // What Cohere's and Jina's clients speak.
    private static ApiRoute Rerank(string version) => new($"/v{version}/rerank", async (call, cancellationToken) =>
    {
        var request = RerankRequest.Read(call.Body.Span, call.Options.MaxQuestionLength);
        var result = await call.PruneAsync(request.ToPruneRequest(), cancellationToken);
        return JsonSerializer.SerializeToUtf8Bytes(RerankBody.Of(result, request, version, call.RequestId), RerankJson.Readable.RerankBody);
    })
    {
        TakesDocuments = true,
        ErrorForm = static error => JsonSerializer.Serialize(new RerankError(error.RequestId, error.Message, error.Error), RerankJson.Readable.RerankError),
    };

    internal static async Task<AnswerBody> AnswerOneAsync(ApiCall call, RequestBody body, CancellationToken cancellationToken)
    {
        var result = await call.AnswerAsync(body.Request, cancellationToken);
        return Bodies.Of(result, call.RequestId, body.Include);
    }

    private static async IAsyncEnumerable<SseItem<ReadOnlyMemory<byte>>> AnswerEventsAsync(
        ApiCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = call.Read();
        await foreach (var progress in call.StreamAsync(body.Request, cancellationToken))
        {
            if (AnswerEvents.Of(progress, call.RequestId, body.Include) is { } told)
                yield return told;
        }
    }

    private static ReadOnlyMemory<byte> Json(AnswerBody body) => JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Readable.AnswerBody);
}

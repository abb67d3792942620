using System.Net.ServerSentEvents;
using System.Text.Json;
using RagPruner.Contract;
using RagPruner.Pipeline;

namespace RagPruner.Lambda.Api;

/// <summary>The events of a streamed <c>/v1/answer</c>; the data of each is one line of JSON.</summary>
internal static class AnswerEvents
{
    /// <summary>The media type of a stream of events.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>What is told of a sign of life; null for what a client does not hear.</summary>
    public static SseItem<ReadOnlyMemory<byte>>? Of(PipelineProgress progress, string requestId, Includes include) => progress switch
    {
        { Retrieved: { } retrieved } when include.HasFlag(Includes.Progress) => Event("retrieved", JsonSerializer.SerializeToUtf8Bytes(
            Bodies.Of(retrieved, include), ContractJson.Readable.RetrievedBody)),
        { Drafted: not null } when include.HasFlag(Includes.Progress) => Event("draft", JsonSerializer.SerializeToUtf8Bytes(
            Bodies.Of(progress, include), ContractJson.Readable.DraftBody)),
        // The verdicts are what this event is there for, whatever the last one lists.
        { Pruned: { } pruned } => Event("contexts", JsonSerializer.SerializeToUtf8Bytes(
            Bodies.Of(pruned, requestId, include | Includes.Contexts), ContractJson.Readable.AnswerBody)),
        { AnswerDelta: { } text } => Event("delta", JsonSerializer.SerializeToUtf8Bytes(new DeltaBody(text), ContractJson.Readable.DeltaBody)),
        { Result: { } result } => Event("answer", JsonSerializer.SerializeToUtf8Bytes(
            Bodies.Of(result, requestId, include), ContractJson.Readable.AnswerBody)),
        _ => null,
    };

    /// <summary>A failure after the first event: the status is sent by then.</summary>
    public static SseItem<ReadOnlyMemory<byte>> Of(ErrorBody error) =>
        Event("error", JsonSerializer.SerializeToUtf8Bytes(error, ContractJson.Readable.ErrorBody));

    private static SseItem<ReadOnlyMemory<byte>> Event(string type, byte[] data) => new(data, type);
}

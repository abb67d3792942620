using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using RagPruner.Contract;

namespace RagPruner.Lambda.Api;

/// <summary>Writes the events of a streamed answer.</summary>
internal static class ApiEvents
{
    /// <summary>Writes each event as it comes. A failure from the second event on is an event too.</summary>
    /// <param name="to">Where they go.</param>
    /// <param name="begun">The events, with the first at hand.</param>
    /// <param name="failed">Makes the error of a failure.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task WriteAsync(Stream to, IAsyncEnumerator<SseItem<ReadOnlyMemory<byte>>> begun, Func<Exception, ErrorBody> failed,
        CancellationToken cancellationToken) =>
        SseFormatter.WriteAsync(AllAsync(begun, failed, cancellationToken), to, static (item, buffer) => buffer.Write(item.Data.Span), cancellationToken);

    private static async IAsyncEnumerable<SseItem<ReadOnlyMemory<byte>>> AllAsync(
        IAsyncEnumerator<SseItem<ReadOnlyMemory<byte>>> begun, Func<Exception, ErrorBody> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var goesOn = true; goesOn;)
        {
            yield return begun.Current;
            ErrorBody? error = null;
            try
            {
                goesOn = await begun.MoveNextAsync();
            }
#pragma warning disable CA1031 // Every failure is an event, but that nobody listens any more.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                error = failed(e);
            }
            if (error is null)
                continue;
            yield return AnswerEvents.Of(error);
            yield break;
        }
    }
}

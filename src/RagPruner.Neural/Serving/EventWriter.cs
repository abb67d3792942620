using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using RagPruner.Models;

namespace RagPruner.Neural.Serving;

/// <summary>Writes server-sent events. The status is sent with the first one, so that what fails before it can still say so.</summary>
internal sealed class EventWriter(HttpContext context) : IAsyncDisposable
{
    /// <summary>Writes what a model says while it says it.</summary>
    /// <param name="chunk">A piece of text as an event.</param>
    /// <param name="complete">Has the model speak.</param>
    /// <param name="first">Goes before the first piece, or null.</param>
    public async Task<Completion> WriteWhileAsync(Func<string, JsonObject> chunk, Func<IProgress<string>, Task<Completion>> complete, JsonObject? first = null)
    {
        // The model is not held up by a client that reads slowly.
        var pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
        var completing = CompleteAsync();
        await foreach (var piece in pieces.Reader.ReadAllAsync(context.RequestAborted))
        {
            if (first is not null)
                await WriteAsync(first);
            first = null;
            await WriteAsync(chunk(piece));
        }
        var completion = await completing;
        if (first is not null)
            await WriteAsync(first);
        return completion;

        async Task<Completion> CompleteAsync()
        {
            try
            {
                return await complete(new Pieces(pieces.Writer));
            }
            finally
            {
                pieces.Writer.Complete();
            }
        }
    }

    public async Task WriteAsync(JsonObject json)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync($"data: {json.ToJsonString()}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Says that all is written.</summary>
    public Task CloseAsync() => context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);

    public async ValueTask DisposeAsync()
    {
        if (context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.FlushAsync();
    }

    private sealed class Pieces(ChannelWriter<string> writer) : IProgress<string>
    {
        public void Report(string value) => writer.TryWrite(value);
    }
}

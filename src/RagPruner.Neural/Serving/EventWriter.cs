using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using RagPruner.Models;

namespace RagPruner.Neural.Serving;

/// <summary>Writes a completion as server-sent events. The status goes out with the first one, so that what fails before it can still say so.</summary>
internal sealed class EventWriter(HttpContext context)
{
    /// <summary>Writes what a model says while it says it.</summary>
    /// <param name="form">How it is written.</param>
    /// <param name="complete">Has the model speak.</param>
    public async Task WriteAsync(StreamForm form, Func<IProgress<string>, Task<Completion>> complete)
    {
        // The model is not held up by a client that reads slowly.
        var pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
        var completing = CompleteAsync();
        var first = form.First;
        await foreach (var piece in pieces.Reader.ReadAllAsync(context.RequestAborted))
        {
            await WriteFirstAsync();
            await WriteAsync(form.Piece(piece));
        }
        var completion = await completing;
        await WriteFirstAsync();
        await WriteAsync(form.Last(completion));
        if (form.Usage is not null)
            await WriteAsync(form.Usage(completion));
        await context.Response.WriteAsync("data: [DONE]\n\n", context.RequestAborted);

        async Task WriteFirstAsync()
        {
            if (first is not null)
                await WriteAsync(first);
            first = null;
        }

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

    private async Task WriteAsync(JsonObject json)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync($"data: {json.ToJsonString()}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private sealed class Pieces(ChannelWriter<string> writer) : IProgress<string>
    {
        public void Report(string value) => writer.TryWrite(value);
    }
}

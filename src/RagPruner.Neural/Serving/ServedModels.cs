using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.LocalCloud.Page;
using RagPruner.Neural.Embeddings;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Serving;

/// <summary>A GGUF model and the embedding model behind OpenAI's routes.</summary>
internal sealed class ServedModels : IAsyncDisposable
{
    private const int LargestBody = 8_000_000;

    private readonly GgufModel _model;
    private readonly ChatRoute _chat;
    private readonly CompletionRoute _completions;
    private readonly EmbeddingRoute _embeddings;
    private LocalHost _host = null!;

    private ServedModels(GgufModel model, Func<IEmbedder> embedder, TimeProvider time)
    {
        _model = model;
        (_chat, _completions) = (new ChatRoute(model, time), new CompletionRoute(model, time));
        // What could not be loaded once may be there the next time.
        _embeddings = new EmbeddingRoute(new Lazy<IEmbedder>(embedder, LazyThreadSafetyMode.PublicationOnly));
    }

    public Uri Address => _host.Address;

    /// <summary>Starts serving.</summary>
    /// <exception cref="PrunerInvalidInput">The address or port cannot be had.</exception>
    public static async Task<ServedModels> StartAsync(IPAddress bind, int port, GgufModel model, Func<IEmbedder> embedder, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var served = new ServedModels(model, embedder, time);
        served._host = await LocalHost.StartAsync(bind, port, LargestBody, served.HandleAsync, cancellationToken);
        return served;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var error = e switch
            {
                ServingError known => known,
                AwsError origin => new ServingError(origin.Status, origin.Message),
                BadHttpRequestException bad => new ServingError(bad.StatusCode, "The request is too large, or broke off."),
                PrunerException failed => new ServingError(failed.Kind == ErrorKind.InvalidInput ? 400 : 503, failed.Message),
                _ => new ServingError(500, $"A defect in RagPruner ({e.GetType().Name}); please report it."),
            };
            await ServedRequest.WriteAsync(context, error.ToJson(), error.Status);
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        Origins.EnsureOwn(context.Request, isPage: false);
        var path = context.Request.Path.Value ?? "";
        return (context.Request.Method, path) switch
        {
            ("POST", "/v1/chat/completions") => _chat.HandleAsync(context),
            ("POST", "/v1/completions") => _completions.HandleAsync(context),
            ("POST", "/v1/embeddings") => _embeddings.HandleAsync(context),
            ("GET", "/v1/models") => ServedRequest.WriteAsync(context, new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([.. new[] { _model.Name, MiniLm.Name }.Select(name => (JsonNode)new JsonObject
                    { ["id"] = name, ["object"] = "model", ["created"] = 0, ["owned_by"] = "local" })]),
            }),
            ("GET", "/health") => ServedRequest.WriteAsync(context, new JsonObject { ["status"] = "ok" }),
            (_, "/v1/chat/completions" or "/v1/completions" or "/v1/embeddings" or "/v1/models" or "/health") =>
                throw new ServingError(405, $"{path} is not asked like that."),
            _ => throw new ServingError(404, "There is nothing here but /v1/chat/completions, /v1/completions, /v1/embeddings and /v1/models."),
        };
    }
}

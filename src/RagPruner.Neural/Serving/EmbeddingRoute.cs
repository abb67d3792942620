using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RagPruner.Neural.Embeddings;

namespace RagPruner.Neural.Serving;

/// <summary><c>/v1/embeddings</c>, by the embedding model that is loaded with the first request.</summary>
internal sealed class EmbeddingRoute(Lazy<IEmbedder> embedder)
{
    private const int MostTexts = 2048;

    public async Task HandleAsync(HttpContext context)
    {
        var body = await ServedRequest.ReadAsync(context, ServingJson.Default.EmbeddingBody);
        var texts = ServedRequest.Texts(body.Input) is { Length: > 0 and <= MostTexts } given && given.All(t => t.Length > 0) ? given
            : throw ServingError.NotTexts("input", MostTexts);
        var isBase64 = body.EncodingFormat switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw ServingError.Invalid("encoding_format", "encoding_format must be float or base64."),
        };
        var model = embedder.Value;
        ServedRequest.EnsureModel(body.Model, model.Id);
        if (body.Dimensions is { } dimensions && dimensions != model.Dimensions)
            throw ServingError.Invalid("dimensions", $"dimensions must be {model.Dimensions}: the model has no others.");
        var (data, tokens) = (new JsonArray(), 0);
        foreach (var (text, i) in texts.Select((t, i) => (t, i)))
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            var vector = model.Embed(text);
            tokens += model.TokensOf(text);
            data.Add(new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = i,
                ["embedding"] = isBase64 ? Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector)) : new JsonArray([.. vector.Select(v => (JsonNode)v)]),
            });
        }
        await ServedRequest.WriteAsync(context, new JsonObject
        {
            ["object"] = "list",
            ["data"] = data,
            ["model"] = model.Id,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        });
    }
}

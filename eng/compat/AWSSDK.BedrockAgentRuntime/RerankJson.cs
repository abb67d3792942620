using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime.Internal;
using RagPruner.Compat;

namespace Amazon.BedrockAgentRuntime;

internal static class RerankJson
{
    public static void Write(RerankRequest r, IRequest to)
    {
        to.ResourcePath = "/rerank";
        Json.Body(to, writer =>
        {
            writer.Text("nextToken", r.NextToken);
            writer.List("queries", r.Queries, q =>
            {
                writer.WriteStartObject();
                writer.Object("textQuery", q.TextQuery is not null, () => writer.Text("text", q.TextQuery.Text));
                writer.Text("type", q.Type);
                writer.WriteEndObject();
            });
            writer.Object("rerankingConfiguration", r.RerankingConfiguration is not null, () =>
            {
                var reranking = r.RerankingConfiguration.BedrockRerankingConfiguration;
                writer.Object("bedrockRerankingConfiguration", reranking is not null, () =>
                {
                    writer.Object("modelConfiguration", reranking.ModelConfiguration is not null, () => writer.Text("modelArn", reranking.ModelConfiguration.ModelArn));
                    if (reranking.NumberOfResults is { } results)
                        writer.WriteNumber("numberOfResults", results);
                });
                writer.Text("type", r.RerankingConfiguration.Type);
            });
            writer.List("sources", r.Sources, s =>
            {
                writer.WriteStartObject();
                writer.Object("inlineDocumentSource", s.InlineDocumentSource is not null, () =>
                {
                    writer.Object("textDocument", s.InlineDocumentSource.TextDocument is not null, () => writer.Text("text", s.InlineDocumentSource.TextDocument.Text));
                    writer.Text("type", s.InlineDocumentSource.Type);
                });
                writer.Text("type", s.Type);
                writer.WriteEndObject();
            });
        });
    }

    public static RerankResponse Read(JsonElement json) => new()
    {
        NextToken = json.Text("nextToken"),
        Results = json.List("results", r => new RerankResult { Index = r.Int("index"), RelevanceScore = r.Get("relevanceScore")?.GetSingle() }),
    };
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Contract;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using static RagPruner.Local.LocalCloud.RequestMembers;

namespace RagPruner.Local.LocalCloud;

/// <summary>Retrieve and Rerank over the embedded knowledge base.</summary>
internal sealed class AgentRuntimeApi(KnowledgeIndex index)
{
    private const int LongestQuery = 20_000;
    private const int DefaultResults = 5;
    private const int MostResults = 100;
    private const int MostSkipped = 1_000_000;

    public JsonObject Retrieve(string knowledgeBaseId, JsonElement body)
    {
        if (knowledgeBaseId != LocalIds.KnowledgeBase)
            throw AwsError.NotFound($"Knowledge Base with id {knowledgeBaseId} does not exist.");
        var text = Text(Required(Required(body, "retrievalQuery"), "text"), "retrievalQuery.text", LongestQuery);
        var search = Member(body, "retrievalConfiguration") is { } configuration ? Member(configuration, "vectorSearchConfiguration") : null;
        var count = search is { } s && Member(s, "numberOfResults") is { } n
            ? n.TryGetInt32(out var number) && number is >= 1 and <= MostResults ? number
                : throw AwsError.Validation($"numberOfResults must be from 1 to {MostResults}.")
            : DefaultResults;
        if (search is { } t && Member(t, "overrideSearchType")?.GetString() is { } type && type is not ("HYBRID" or "SEMANTIC"))
            throw AwsError.Validation("overrideSearchType must be HYBRID or SEMANTIC.");
        var skip = Member(body, "nextToken") is { } token
            ? int.TryParse(token.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= MostSkipped ? at
                : throw AwsError.Validation("nextToken is not valid.")
            : 0;
        try
        {
            var filter = search is { } f && Member(f, "filter") is { } json ? FilterJson.Read(json) : null;
            var found = index.SearchWithMetadata(text, skip + count + 1, filter);
            return new JsonObject
            {
                ["guardrailAction"] = "NONE",
                ["nextToken"] = found.Count > skip + count ? (skip + count).ToString(CultureInfo.InvariantCulture) : null,
                ["retrievalResults"] = new JsonArray([.. found.Skip(skip).Take(count).Select(Result)]),
            };
        }
        catch (PrunerInvalidInput e)
        {
            throw AwsError.Validation(e.Message);
        }
    }

    /// <summary>Scores each source by the likelihood of the query given it, mapped to 0 to 1.</summary>
    public JsonObject Rerank(JsonElement body)
    {
        var queries = Required(body, "queries");
        if (queries.ValueKind != JsonValueKind.Array || queries.GetArrayLength() != 1)
            throw AwsError.Validation("queries must hold exactly one query.");
        var query = Text(Required(Required(queries[0], "textQuery"), "text"), "queries[0].textQuery.text", 32_000);
        var sources = Required(body, "sources");
        if (sources.ValueKind != JsonValueKind.Array || sources.GetArrayLength() is < 1 or > 1000)
            throw AwsError.Validation("sources must hold 1 to 1000 sources.");
        var reranking = Required(Required(body, "rerankingConfiguration"), "bedrockRerankingConfiguration");
        Text(Required(Required(reranking, "modelConfiguration"), "modelArn"), "modelArn", 2048);
        var most = Member(reranking, "numberOfResults") is { } n ? n.GetInt32() : sources.GetArrayLength();
        if (most < 1)
            throw AwsError.Validation("numberOfResults must be at least 1.");
        var model = new ExtractiveModel(index.Statistics);
        var scored = sources.EnumerateArray()
            .Select((source, i) =>
                (Index: i, Score: Math
                .Exp(model.Draft(query,
                Text(Required(Required(Required(source, "inlineDocumentSource"), "textDocument"), "text"), $"sources[{i}]", 32_000), 1,
                0).QuestionLogprob ?? double.NegativeInfinity)))
            .OrderByDescending(r => r.Score).ThenBy(r => r.Index).Take(most);
        return new JsonObject { ["results"] = new JsonArray([.. scored.Select(r => new JsonObject { ["index"] = r.Index, ["relevanceScore"] = r.Score })]) };
    }

    private static JsonObject Result((Contexts.Context Context, string? Metadata) found)
    {
        var metadata = found.Metadata is null ? [] : JsonNode.Parse(found.Metadata)!.AsObject();
        metadata["x-amz-bedrock-kb-chunk-id"] = found.Context.Id;
        var uri = found.Context.Uri ?? found.Context.Id;
        return new JsonObject
        {
            ["content"] = new JsonObject { ["text"] = found.Context.Text, ["type"] = "TEXT" },
            ["location"] = new JsonObject { ["s3Location"] = new JsonObject { ["uri"] = uri }, ["type"] = "S3" },
            ["metadata"] = metadata,
            ["score"] = found.Context.RetrievalScore,
        };
    }

    private static string Text(JsonElement json, string name, int longest) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 } text && text.Length <= longest
            ? text
            : throw AwsError.Validation($"{name} must be a text of 1 to {longest} characters.");
}

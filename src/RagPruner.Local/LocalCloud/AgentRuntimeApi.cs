using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using static RagPruner.Local.LocalCloud.RequestMembers;

namespace RagPruner.Local.LocalCloud;

/// <summary>Retrieve and Rerank over the embedded knowledge base.</summary>
internal sealed class AgentRuntimeApi(ISearch knowledge, CollectionStatistics statistics)
{
    private static readonly FilterOperator[] s_unsupported = [FilterOperator.StartsWith, FilterOperator.StringContains];

    private const int LongestQuery = 20_000;
    private const int DefaultResults = 5;
    private const int MostResults = 100;
    private const int MostSkipped = 1_000_000;

    public JsonObject Retrieve(string knowledgeBaseId, JsonElement body)
    {
        if (knowledgeBaseId is not (LocalIds.KnowledgeBase or LocalIds.ManagedKnowledgeBase or LocalIds.IgnoringKnowledgeBase))
            throw AwsError.NotFound($"Knowledge Base with id {knowledgeBaseId} does not exist.");
        var isManaged = knowledgeBaseId == LocalIds.ManagedKnowledgeBase;
        var text = Text(Required(Required(body, "retrievalQuery"), "text"), "retrievalQuery.text", LongestQuery);
        var search = SearchOf(body, isManaged);
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
            if (isManaged && filter?.Uses(s_unsupported) is not null)
                throw AwsError.Validation("The filter has an operator that managed knowledge bases do not support.");
            var found = knowledge.SearchWithMetadata(text, skip + count + 1, knowledgeBaseId == LocalIds.IgnoringKnowledgeBase ? Supported(filter) : filter);
            var page = found.Skip(skip).Take(count).ToArray();
            return new JsonObject
            {
                ["guardrailAction"] = "NONE",
                ["nextToken"] = found.Count > skip + count ? (skip + count).ToString(CultureInfo.InvariantCulture) : null,
                ["retrievalResults"] = new JsonArray([.. (isManaged && Reranks(search) ? Reranked(text, page) : page).Select(Result)]),
            };
        }
        catch (PrunerInvalidInput e)
        {
            throw AwsError.Validation(e.Message);
        }
    }

    /// <summary>The configuration in the form of the knowledge base's kind. Either refuses the other's.</summary>
    private static JsonElement? SearchOf(JsonElement body, bool isManaged)
    {
        var (own, other) = isManaged ? ("managedSearchConfiguration", "vectorSearchConfiguration")
            : ("vectorSearchConfiguration", "managedSearchConfiguration");
        if (Member(body, "retrievalConfiguration") is not { } configuration)
            return null;
        return Member(configuration, other) is null ? Member(configuration, own)
            : throw AwsError.Validation($"{other} is not supported for this type of knowledge base.");
    }

    private static bool Reranks(JsonElement? search)
    {
        var type = search is { } s ? Member(s, "rerankingModelType")?.GetString() ?? "MANAGED" : "MANAGED";
        if (type == "CUSTOM")
            Required(Required(Required(Required(search!.Value, "rerankingConfiguration"), "bedrockRerankingConfiguration"), "modelConfiguration"), "modelArn");
        return type switch
        {
            "MANAGED" or "CUSTOM" => true,
            "NONE" => false,
            _ => throw AwsError.Validation("rerankingModelType must be MANAGED, CUSTOM or NONE."),
        };
    }

    private IEnumerable<(Context Context, string? Metadata)> Reranked(string query, IReadOnlyList<(Context Context, string? Metadata)> found) =>
        found.Select(f => f with { Context = f.Context with { RetrievalScore = Relevance(query, f.Context.Text) } })
            .OrderByDescending(f => f.Context.RetrievalScore).ThenBy(f => f.Context.Rank);

    /// <summary>A filter as a store sees it that does not know these operators: clauses with them are not there.</summary>
    private static ContextFilter? Supported(ContextFilter? filter) => filter switch
    {
        FilterClause clause => clause.Uses(s_unsupported) is null ? clause : null,
        FilterGroup group => group.Members.Select(Supported).OfType<ContextFilter>().ToArray() switch
        {
            [] => null,
            [var one] => one,
            var members => group with { Members = members },
        },
        _ => filter,
    };

    // The likelihood of the query given the text, mapped to 0 to 1.
    private double Relevance(string query, string text) =>
        Math.Exp(new ExtractiveModel(statistics).Draft(query, text, 1, 0).QuestionLogprob ?? double.NegativeInfinity);

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
        var scored = sources.EnumerateArray()
            .Select((source, i) => (Index: i,
                Score: Relevance(query, Text(Required(Required(Required(source, "inlineDocumentSource"), "textDocument"), "text"), $"sources[{i}]", 32_000))))
            .OrderByDescending(r => r.Score).ThenBy(r => r.Index).Take(most);
        return new JsonObject { ["results"] = new JsonArray([.. scored.Select(r => new JsonObject { ["index"] = r.Index, ["relevanceScore"] = r.Score })]) };
    }

    private static JsonObject Result((Context Context, string? Metadata) found)
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

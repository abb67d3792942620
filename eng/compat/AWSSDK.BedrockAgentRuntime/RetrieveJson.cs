using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime.Internal;
using RagPruner.Compat;

namespace Amazon.BedrockAgentRuntime;

internal static class RetrieveJson
{
    public static void Write(RetrieveRequest r, IRequest to)
    {
        if (string.IsNullOrEmpty(r.KnowledgeBaseId))
            throw new AmazonBedrockAgentRuntimeException("Request object does not have required field KnowledgeBaseId set");
        to.AddPathResource("{knowledgeBaseId}", r.KnowledgeBaseId);
        to.ResourcePath = "/knowledgebases/{knowledgeBaseId}/retrieve";
        Json.Body(to, writer =>
        {
            writer.Object("guardrailConfiguration", r.GuardrailConfiguration is not null, () =>
            {
                writer.Text("guardrailId", r.GuardrailConfiguration.GuardrailId);
                writer.Text("guardrailVersion", r.GuardrailConfiguration.GuardrailVersion);
            });
            writer.Text("nextToken", r.NextToken);
            writer.Object("retrievalConfiguration", r.RetrievalConfiguration is not null, () =>
                writer.Object("vectorSearchConfiguration", r.RetrievalConfiguration.VectorSearchConfiguration is not null, () => Search(writer, r.RetrievalConfiguration.VectorSearchConfiguration)));
            writer.Object("retrievalQuery", r.RetrievalQuery is not null, () => writer.Text("text", r.RetrievalQuery.Text));
        });
    }

    public static RetrieveResponse Read(JsonElement json) => new()
    {
        GuardrailAction = json.Text("guardrailAction"),
        NextToken = json.Text("nextToken"),
        RetrievalResults = json.List("retrievalResults", r => new KnowledgeBaseRetrievalResult
        {
            Content = r.One("content", Content),
            Location = r.One("location", Location),
            Score = r.Get("score")?.GetDouble(),
            Metadata = r.One("metadata", m => m.EnumerateObject().ToDictionary(p => p.Name, p => DocumentJson.Read(p.Value), StringComparer.Ordinal)),
        }),
    };

    private static void Search(Utf8JsonWriter writer, KnowledgeBaseVectorSearchConfiguration search)
    {
        writer.Object("filter", search.Filter is not null, () => Filter(writer, search.Filter));
        if (search.NumberOfResults is { } count)
            writer.WriteNumber("numberOfResults", count);
        writer.Text("overrideSearchType", search.OverrideSearchType);
        writer.Object("rerankingConfiguration", search.RerankingConfiguration is not null, () =>
        {
            var reranking = search.RerankingConfiguration.BedrockRerankingConfiguration;
            writer.Object("bedrockRerankingConfiguration", reranking is not null, () =>
            {
                writer.Object("modelConfiguration", reranking.ModelConfiguration is not null, () => writer.Text("modelArn", reranking.ModelConfiguration.ModelArn));
                if (reranking.NumberOfRerankedResults is { } results)
                    writer.WriteNumber("numberOfRerankedResults", results);
            });
            writer.Text("type", search.RerankingConfiguration.Type);
        });
    }

    private static void Filter(Utf8JsonWriter writer, RetrievalFilter filter)
    {
        void Group(string name, List<RetrievalFilter> members) => writer.List(name, members, member =>
        {
            writer.WriteStartObject();
            Filter(writer, member);
            writer.WriteEndObject();
        });
        void Clause(string name, FilterAttribute attribute) => writer.Object(name, attribute is not null, () =>
        {
            writer.Text("key", attribute.Key);
            if (!attribute.Value.IsNull())
            {
                writer.WritePropertyName("value");
                DocumentJson.Write(writer, attribute.Value);
            }
        });
        Group("andAll", filter.AndAll);
        Clause("equals", filter.Equals);
        Clause("greaterThan", filter.GreaterThan);
        Clause("greaterThanOrEquals", filter.GreaterThanOrEquals);
        Clause("in", filter.In);
        Clause("lessThan", filter.LessThan);
        Clause("lessThanOrEquals", filter.LessThanOrEquals);
        Clause("listContains", filter.ListContains);
        Clause("notEquals", filter.NotEquals);
        Clause("notIn", filter.NotIn);
        Group("orAll", filter.OrAll);
        Clause("startsWith", filter.StartsWith);
        Clause("stringContains", filter.StringContains);
    }

    private static RetrievalResultContent Content(JsonElement json) => new()
    {
        Type = json.Text("type"),
        Text = json.Text("text"),
        ByteContent = json.Text("byteContent"),
        Row = json.List("row", c => new RetrievalResultContentColumn { ColumnName = c.Text("columnName"), ColumnValue = c.Text("columnValue"), Type = c.Text("type") }),
        Audio = json.One("audio", a => new AudioSegment { S3Uri = a.Text("s3Uri"), Transcription = a.Text("transcription") }),
        Video = json.One("video", v => new VideoSegment { S3Uri = v.Text("s3Uri"), Summary = v.Text("summary") }),
    };

    private static RetrievalResultLocation Location(JsonElement json) => new()
    {
        Type = json.Text("type"),
        S3Location = json.One("s3Location", l => new RetrievalResultS3Location { Uri = l.Text("uri") }),
        KendraDocumentLocation = json.One("kendraDocumentLocation", l => new RetrievalResultKendraDocumentLocation { Uri = l.Text("uri") }),
        WebLocation = json.One("webLocation", l => new RetrievalResultWebLocation { Url = l.Text("url") }),
        ConfluenceLocation = json.One("confluenceLocation", l => new RetrievalResultConfluenceLocation { Url = l.Text("url") }),
        SalesforceLocation = json.One("salesforceLocation", l => new RetrievalResultSalesforceLocation { Url = l.Text("url") }),
        SharePointLocation = json.One("sharePointLocation", l => new RetrievalResultSharePointLocation { Url = l.Text("url") }),
        CustomDocumentLocation = json.One("customDocumentLocation", l => new RetrievalResultCustomDocumentLocation { Id = l.Text("id") }),
        SqlLocation = json.One("sqlLocation", l => new RetrievalResultSqlLocation { Query = l.Text("query") }),
    };
}

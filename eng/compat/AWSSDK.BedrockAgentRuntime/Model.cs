using Amazon.Runtime;
using Amazon.Runtime.Documents;

namespace Amazon.BedrockAgentRuntime.Model;

public partial class RetrieveRequest : AmazonBedrockAgentRuntimeRequest
{
    public string KnowledgeBaseId { get; set; }
    public KnowledgeBaseQuery RetrievalQuery { get; set; }
    public KnowledgeBaseRetrievalConfiguration RetrievalConfiguration { get; set; }
    public GuardrailConfiguration GuardrailConfiguration { get; set; }
    public string NextToken { get; set; }
}

public partial class RetrieveResponse : AmazonWebServiceResponse
{
    public List<KnowledgeBaseRetrievalResult> RetrievalResults { get; set; }
    public string NextToken { get; set; }
    public GuadrailAction GuardrailAction { get; set; }
}

public partial class GuardrailConfiguration
{
    public string GuardrailId { get; set; }
    public string GuardrailVersion { get; set; }
}

public partial class KnowledgeBaseQuery
{
    public string Text { get; set; }
}

public partial class KnowledgeBaseRetrievalConfiguration
{
    public KnowledgeBaseVectorSearchConfiguration VectorSearchConfiguration { get; set; }
}

public partial class KnowledgeBaseVectorSearchConfiguration
{
    public int? NumberOfResults { get; set; }
    public SearchType OverrideSearchType { get; set; }
    public RetrievalFilter Filter { get; set; }
    public VectorSearchRerankingConfiguration RerankingConfiguration { get; set; }
}

public partial class RetrievalFilter
{
    public List<RetrievalFilter> AndAll { get; set; }
    public List<RetrievalFilter> OrAll { get; set; }
    public new FilterAttribute Equals { get; set; }
    public FilterAttribute NotEquals { get; set; }
    public FilterAttribute In { get; set; }
    public FilterAttribute NotIn { get; set; }
    public FilterAttribute GreaterThan { get; set; }
    public FilterAttribute GreaterThanOrEquals { get; set; }
    public FilterAttribute LessThan { get; set; }
    public FilterAttribute LessThanOrEquals { get; set; }
    public FilterAttribute StartsWith { get; set; }
    public FilterAttribute ListContains { get; set; }
    public FilterAttribute StringContains { get; set; }
}

public partial class FilterAttribute
{
    public string Key { get; set; }
    public Document Value { get; set; }
}

public partial class VectorSearchRerankingConfiguration
{
    public VectorSearchRerankingConfigurationType Type { get; set; }
    public VectorSearchBedrockRerankingConfiguration BedrockRerankingConfiguration { get; set; }
}

public partial class VectorSearchBedrockRerankingConfiguration
{
    public VectorSearchBedrockRerankingModelConfiguration ModelConfiguration { get; set; }
    public int? NumberOfRerankedResults { get; set; }
}

public partial class VectorSearchBedrockRerankingModelConfiguration
{
    public string ModelArn { get; set; }
}

public partial class KnowledgeBaseRetrievalResult
{
    public RetrievalResultContent Content { get; set; }
    public RetrievalResultLocation Location { get; set; }
    public double? Score { get; set; }
    public Dictionary<string, Document> Metadata { get; set; }
}

public partial class RetrievalResultContent
{
    public RetrievalResultContentType Type { get; set; }
    public string Text { get; set; }
    public string ByteContent { get; set; }
    public List<RetrievalResultContentColumn> Row { get; set; }
    public AudioSegment Audio { get; set; }
    public VideoSegment Video { get; set; }
}

public partial class AudioSegment
{
    public string S3Uri { get; set; }
    public string Transcription { get; set; }
}

public partial class VideoSegment
{
    public string S3Uri { get; set; }
    public string Summary { get; set; }
}

public partial class RetrievalResultContentColumn
{
    public string ColumnName { get; set; }
    public string ColumnValue { get; set; }
    public RetrievalResultContentColumnType Type { get; set; }
}

public partial class RetrievalResultLocation
{
    public RetrievalResultLocationType Type { get; set; }
    public RetrievalResultS3Location S3Location { get; set; }
    public RetrievalResultKendraDocumentLocation KendraDocumentLocation { get; set; }
    public RetrievalResultWebLocation WebLocation { get; set; }
    public RetrievalResultConfluenceLocation ConfluenceLocation { get; set; }
    public RetrievalResultSalesforceLocation SalesforceLocation { get; set; }
    public RetrievalResultSharePointLocation SharePointLocation { get; set; }
    public RetrievalResultCustomDocumentLocation CustomDocumentLocation { get; set; }
    public RetrievalResultSqlLocation SqlLocation { get; set; }
}

public partial class RetrievalResultS3Location { public string Uri { get; set; } }

public partial class RetrievalResultKendraDocumentLocation { public string Uri { get; set; } }

public partial class RetrievalResultWebLocation { public string Url { get; set; } }

public partial class RetrievalResultConfluenceLocation { public string Url { get; set; } }

public partial class RetrievalResultSalesforceLocation { public string Url { get; set; } }

public partial class RetrievalResultSharePointLocation { public string Url { get; set; } }

public partial class RetrievalResultCustomDocumentLocation { public string Id { get; set; } }

public partial class RetrievalResultSqlLocation { public string Query { get; set; } }

public partial class RerankRequest : AmazonBedrockAgentRuntimeRequest
{
    public List<RerankQuery> Queries { get; set; }
    public List<RerankSource> Sources { get; set; }
    public RerankingConfiguration RerankingConfiguration { get; set; }
    public string NextToken { get; set; }
}

public partial class RerankQuery
{
    public RerankQueryContentType Type { get; set; }
    public RerankTextDocument TextQuery { get; set; }
}

public partial class RerankTextDocument { public string Text { get; set; } }

public partial class RerankSource
{
    public RerankSourceType Type { get; set; }
    public RerankDocument InlineDocumentSource { get; set; }
}

public partial class RerankDocument
{
    public RerankDocumentType Type { get; set; }
    public RerankTextDocument TextDocument { get; set; }
}

public partial class RerankingConfiguration
{
    public RerankingConfigurationType Type { get; set; }
    public BedrockRerankingConfiguration BedrockRerankingConfiguration { get; set; }
}

public partial class BedrockRerankingConfiguration
{
    public int? NumberOfResults { get; set; }
    public BedrockRerankingModelConfiguration ModelConfiguration { get; set; }
}

public partial class BedrockRerankingModelConfiguration { public string ModelArn { get; set; } }

public partial class RerankResponse : AmazonWebServiceResponse
{
    public List<RerankResult> Results { get; set; }
    public string NextToken { get; set; }
}

public partial class RerankResult
{
    public int? Index { get; set; }
    public float? RelevanceScore { get; set; }
}

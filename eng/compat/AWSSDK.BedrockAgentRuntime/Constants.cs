using Amazon.Runtime;

namespace Amazon.BedrockAgentRuntime;

public class SearchType : ConstantClass
{
    public static readonly SearchType HYBRID = new("HYBRID");
    public static readonly SearchType SEMANTIC = new("SEMANTIC");

    public SearchType(string value) : base(value) { }

    public static SearchType FindValue(string value) => FindValue<SearchType>(value);

    public static implicit operator SearchType(string value) => FindValue(value);
}

public class RetrievalResultContentType : ConstantClass
{
    public static readonly RetrievalResultContentType AUDIO = new("AUDIO");
    public static readonly RetrievalResultContentType IMAGE = new("IMAGE");
    public static readonly RetrievalResultContentType ROW = new("ROW");
    public static readonly RetrievalResultContentType TEXT = new("TEXT");
    public static readonly RetrievalResultContentType VIDEO = new("VIDEO");

    public RetrievalResultContentType(string value) : base(value) { }

    public static RetrievalResultContentType FindValue(string value) => FindValue<RetrievalResultContentType>(value);

    public static implicit operator RetrievalResultContentType(string value) => FindValue(value);
}

public class RetrievalResultContentColumnType : ConstantClass
{
    public static readonly RetrievalResultContentColumnType BLOB = new("BLOB");
    public static readonly RetrievalResultContentColumnType BOOLEAN = new("BOOLEAN");
    public static readonly RetrievalResultContentColumnType DOUBLE = new("DOUBLE");
    public static readonly RetrievalResultContentColumnType LONG = new("LONG");
    public static readonly RetrievalResultContentColumnType NULL = new("NULL");
    public static readonly RetrievalResultContentColumnType STRING = new("STRING");

    public RetrievalResultContentColumnType(string value) : base(value) { }

    public static RetrievalResultContentColumnType FindValue(string value) => FindValue<RetrievalResultContentColumnType>(value);

    public static implicit operator RetrievalResultContentColumnType(string value) => FindValue(value);
}

public class RetrievalResultLocationType : ConstantClass
{
    public static readonly RetrievalResultLocationType CONFLUENCE = new("CONFLUENCE");
    public static readonly RetrievalResultLocationType CUSTOM = new("CUSTOM");
    public static readonly RetrievalResultLocationType GOOGLEDRIVE = new("GOOGLEDRIVE");
    public static readonly RetrievalResultLocationType KENDRA = new("KENDRA");
    public static readonly RetrievalResultLocationType ONEDRIVE = new("ONEDRIVE");
    public static readonly RetrievalResultLocationType S3 = new("S3");
    public static readonly RetrievalResultLocationType SALESFORCE = new("SALESFORCE");
    public static readonly RetrievalResultLocationType SHAREPOINT = new("SHAREPOINT");
    public static readonly RetrievalResultLocationType SQL = new("SQL");
    public static readonly RetrievalResultLocationType WEB = new("WEB");

    public RetrievalResultLocationType(string value) : base(value) { }

    public static RetrievalResultLocationType FindValue(string value) => FindValue<RetrievalResultLocationType>(value);

    public static implicit operator RetrievalResultLocationType(string value) => FindValue(value);
}

public class VectorSearchRerankingConfigurationType : ConstantClass
{
    public static readonly VectorSearchRerankingConfigurationType BEDROCK_RERANKING_MODEL = new("BEDROCK_RERANKING_MODEL");

    public VectorSearchRerankingConfigurationType(string value) : base(value) { }

    public static VectorSearchRerankingConfigurationType FindValue(string value) => FindValue<VectorSearchRerankingConfigurationType>(value);

    public static implicit operator VectorSearchRerankingConfigurationType(string value) => FindValue(value);
}

public class RerankingConfigurationType : ConstantClass
{
    public static readonly RerankingConfigurationType BEDROCK_RERANKING_MODEL = new("BEDROCK_RERANKING_MODEL");

    public RerankingConfigurationType(string value) : base(value) { }

    public static RerankingConfigurationType FindValue(string value) => FindValue<RerankingConfigurationType>(value);

    public static implicit operator RerankingConfigurationType(string value) => FindValue(value);
}

public class RerankQueryContentType : ConstantClass
{
    public static readonly RerankQueryContentType TEXT = new("TEXT");

    public RerankQueryContentType(string value) : base(value) { }

    public static RerankQueryContentType FindValue(string value) => FindValue<RerankQueryContentType>(value);

    public static implicit operator RerankQueryContentType(string value) => FindValue(value);
}

public class RerankSourceType : ConstantClass
{
    public static readonly RerankSourceType INLINE = new("INLINE");

    public RerankSourceType(string value) : base(value) { }

    public static RerankSourceType FindValue(string value) => FindValue<RerankSourceType>(value);

    public static implicit operator RerankSourceType(string value) => FindValue(value);
}

public class RerankDocumentType : ConstantClass
{
    public static readonly RerankDocumentType JSON = new("JSON");
    public static readonly RerankDocumentType TEXT = new("TEXT");

    public RerankDocumentType(string value) : base(value) { }

    public static RerankDocumentType FindValue(string value) => FindValue<RerankDocumentType>(value);

    public static implicit operator RerankDocumentType(string value) => FindValue(value);
}

public class GuadrailAction : ConstantClass
{
    public static readonly GuadrailAction INTERVENED = new("INTERVENED");
    public static readonly GuadrailAction NONE = new("NONE");

    public GuadrailAction(string value) : base(value) { }

    public static GuadrailAction FindValue(string value) => FindValue<GuadrailAction>(value);

    public static implicit operator GuadrailAction(string value) => FindValue(value);
}

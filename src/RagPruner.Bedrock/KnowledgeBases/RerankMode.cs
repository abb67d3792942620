namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>Where reranking happens.</summary>
public enum RerankMode
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Inside Retrieve.</summary>
    InRetrieve,

    /// <summary>By the Rerank operation, a call of its own.</summary>
    Separate,
}

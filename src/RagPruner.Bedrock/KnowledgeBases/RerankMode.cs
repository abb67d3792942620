namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>Where reranking happens.</summary>
public enum RerankMode
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Inside Retrieve, by the model that the options name.</summary>
    InRetrieve,

    /// <summary>Inside Retrieve, by the model that a managed knowledge base has for it.</summary>
    Managed,

    /// <summary>By the Rerank operation, a call of its own.</summary>
    Separate,
}

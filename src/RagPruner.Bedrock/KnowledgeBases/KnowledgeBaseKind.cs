namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>Who runs the store behind a knowledge base: the two are asked in different forms, and each refuses the other's.</summary>
public enum KnowledgeBaseKind
{
    /// <summary>A vector store of one's own.</summary>
    Custom,

    /// <summary>Bedrock: hybrid search always, and reranking unless it is turned off.</summary>
    Managed,
}

namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>How contexts are retrieved from a knowledge base.</summary>
public sealed record KnowledgeBaseOptions
{
    /// <summary>The knowledge base's id.</summary>
    public required string KnowledgeBaseId { get; init; }

    /// <summary><c>HYBRID</c> or <c>SEMANTIC</c>; null leaves the choice to the knowledge base.</summary>
    public string? SearchType { get; init; }

    /// <summary>Where reranking happens, if it does.</summary>
    public RerankMode Rerank { get; init; }

    /// <summary>The reranking model's ARN; required unless <see cref="Rerank"/> is <see cref="RerankMode.None"/>.</summary>
    public string? RerankModelArn { get; init; }

    /// <summary>A guardrail for the question, or null. Guardrails never look at retrieved contexts.</summary>
    public GuardrailSettings? Guardrail { get; init; }

    /// <summary>The most pages fetched for one question; a page normally holds all that is asked for.</summary>
    public int MaxPages { get; init; } = 2;
}

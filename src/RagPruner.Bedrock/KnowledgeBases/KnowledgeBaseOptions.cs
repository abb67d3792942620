namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>How contexts are retrieved from a knowledge base.</summary>
public sealed record KnowledgeBaseOptions
{
    /// <summary>The knowledge base's id.</summary>
    public required string KnowledgeBaseId { get; init; }

    /// <summary>Who runs its store.</summary>
    public KnowledgeBaseKind Kind { get; init; }

    /// <summary>Where the kind comes from, for messages about it: the name of a setting, say.</summary>
    public string KindSource { get; init; } = nameof(Kind);

    /// <summary><c>HYBRID</c> or <c>SEMANTIC</c>; null leaves the choice to the knowledge base. A managed one has no choice.</summary>
    public string? SearchType { get; init; }

    /// <summary>Where reranking happens, if it does.</summary>
    public RerankMode Rerank { get; init; }

    /// <summary>The reranking model's ARN; required with <see cref="RerankMode.InRetrieve"/> and <see cref="RerankMode.Separate"/>.</summary>
    public string? RerankModelArn { get; init; }

    /// <summary>The metadata key that says how far a source is trusted, a number of at least 0; null for none.</summary>
    public string? TrustKey { get; init; }

    /// <summary>A guardrail for the question, or null. Guardrails never look at retrieved contexts.</summary>
    public GuardrailSettings? Guardrail { get; init; }

    /// <summary>The most pages fetched for one question; a page normally holds all that is asked for.</summary>
    public int MaxPages { get; init; } = 2;

    internal void Validate()
    {
        if (TrustKey is { Length: 0 })
            throw new PrunerMisconfigured("The key of trust weights is empty.");
        if (Rerank is RerankMode.InRetrieve or RerankMode.Separate && string.IsNullOrEmpty(RerankModelArn))
            throw new PrunerMisconfigured("Reranking needs the ARN of a reranking model.");
        if (Rerank == RerankMode.Managed && Kind != KnowledgeBaseKind.Managed)
            throw new PrunerMisconfigured($"Managed reranking is for managed knowledge bases, and {KindSource} is custom.");
        if (SearchType is not null && Kind == KnowledgeBaseKind.Managed)
            throw new PrunerMisconfigured($"A managed knowledge base has no search type to choose, and {KindSource} is managed.");
    }
}

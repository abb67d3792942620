namespace RagPruner.Contexts;

/// <summary>Finds contexts for a question. Implementations are safe for concurrent calls.</summary>
public interface IRetriever
{
    /// <summary>The most calls on services that one retrieval makes (pages, reranking): part of a request's plan.</summary>
    int MostCalls => 1;

    /// <summary>
    /// Retrieves at most <see cref="RetrievalQuery.Count"/> contexts, best first. Honours the token promptly, makes one
    /// attempt, and throws only <see cref="Errors.PrunerException"/> or <see cref="OperationCanceledException"/>.
    /// </summary>
    Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken);
}

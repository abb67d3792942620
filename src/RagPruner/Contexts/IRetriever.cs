namespace RagPruner.Contexts;

/// <summary>Finds contexts for a question. Implementations are safe for concurrent calls.</summary>
public interface IRetriever
{
    /// <summary>The most calls on services that one retrieval makes (pages, reranking): part of a request's plan.</summary>
    int MostCalls => 1;

    /// <summary>Refuses a filter that cannot be evaluated here, before anything is called.</summary>
    /// <exception cref="Errors.PrunerInvalidInput">The message names the operator.</exception>
    void EnsureFits(ContextFilter filter)
    {
    }

    /// <summary>
    /// Retrieves at most <see cref="RetrievalQuery.Count"/> contexts, best first. Honours the token promptly, makes one
    /// attempt, and throws only <see cref="Errors.PrunerException"/> or <see cref="OperationCanceledException"/>. Drops, and counts,
    /// results that <see cref="RetrievalQuery.IsOwn"/> and <see cref="RetrievalQuery.Accepts"/> do not pass.
    /// </summary>
    Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken);
}

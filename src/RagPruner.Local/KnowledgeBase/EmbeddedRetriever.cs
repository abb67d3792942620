using RagPruner.Contexts;

namespace RagPruner.Local.KnowledgeBase;

/// <summary>Retrieves from an index on this machine.</summary>
internal sealed class EmbeddedRetriever(KnowledgeIndex index) : IRetriever
{
    public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new Retrieval(index.Search(query.Question, query.Count, query.Condition)));
    }
}

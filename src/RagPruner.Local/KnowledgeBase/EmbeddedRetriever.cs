using RagPruner.Contexts;

namespace RagPruner.Local.KnowledgeBase;

/// <summary>Retrieves from a corpus on this machine.</summary>
/// <param name="search">The corpus.</param>
/// <param name="trustKey">The metadata key that says how far a source is trusted; null for none.</param>
internal sealed class EmbeddedRetriever(ISearch search, string? trustKey = null) : IRetriever
{
    public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = search.SearchWithMetadata(query.Question, query.Count, query.Condition);
        return Task.FromResult(new Retrieval([.. found.Select(f => f.Metadata is null ? f.Context : WithMetadata(f.Context, f.Metadata))]));
    }

    private Context WithMetadata(Context context, string json)
    {
        var metadata = KnowledgeIndex.MetadataOf(json);
        return (context with { Source = DocumentList.SourceIn(metadata) }).WithTrust(metadata, trustKey);
    }
}

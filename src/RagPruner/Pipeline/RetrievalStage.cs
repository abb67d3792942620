using RagPruner.Contexts;

namespace RagPruner.Pipeline;

/// <summary>Retrieves, and checks that the retriever keeps what its port promises: plan and verdicts rest on it.</summary>
internal sealed class RetrievalStage(IRetriever retriever)
{
    public int MostCalls => retriever.MostCalls;

    public async Task<Retrieval> RunAsync(RequestRun run, PruneRequest request)
    {
        var query = new RetrievalQuery(request.Question, request.Contexts) { Filter = request.Filter, Tenant = request.Tenant };
        var retrieval = await run.TimeAsync(Stage.Retrieve, () => run.CallAsync(ct => retriever.RetrieveAsync(query, ct), static r => r.Calls))
            .ConfigureAwait(false);
        return retrieval with { Contexts = retrieval.IsBlocked ? [] : Checked(retrieval.Contexts, request.Contexts) };
    }

    private static IReadOnlyList<Context> Checked(IReadOnlyList<Context> contexts, int most)
    {
        if (contexts.Count > most || contexts.Where((c, i) => c.Rank != i + 1).Any()
            || contexts.DistinctBy(c => c.Id, StringComparer.Ordinal).Count() != contexts.Count)
            throw new PrunerUpstreamBadResponse("The retriever returned too many contexts, or contexts with ranks or ids that repeat.");
        return [.. contexts.Select(c => c.RetrievalScore is { } score && !double.IsFinite(score) ? c with { RetrievalScore = null } : c)];
    }
}

using RagPruner.Contexts;

namespace RagPruner.Pipeline;

/// <summary>
/// Retrieves, and checks that the retriever keeps what its port promises: plan and verdicts rest on it. Where the caller
/// brings documents, there is nothing to retrieve.
/// </summary>
/// <param name="retriever">Finds contexts; null where every caller must bring their own.</param>
internal sealed class RetrievalStage(IRetriever? retriever)
{
    /// <summary>The most calls that a request makes here.</summary>
    /// <exception cref="PrunerInvalidInput">It brings no documents, and there is no retriever, or none that can evaluate its filter.</exception>
    public int MostCallsOf(AdmittedRequest request)
    {
        if (request.AreCallers)
            return 0;
        if (request.Request.Filter is { } filter)
            Retriever.EnsureFits(filter);
        return Retriever.MostCalls;
    }

    private IRetriever Retriever =>
        retriever ?? throw new PrunerInvalidInput("documents is required: no knowledge base is configured, nor another retriever.");

    public async Task<Retrieval> RunAsync(RequestRun run, AdmittedRequest admitted)
    {
        if (admitted.Documents is { } documents)
            return new Retrieval(documents) { Calls = 0 };
        var request = admitted.Request;
        var query = new RetrievalQuery(request.Question, admitted.MostContexts) { Filter = request.Filter, Tenant = request.Tenant };
        var retrieval = await run.TimeAsync(Stage.Retrieve, () => run.RetrieveAsync(ct => Retriever.RetrieveAsync(query, ct), static r => r.Calls))
            .ConfigureAwait(false);
        return retrieval with { Contexts = retrieval.IsBlocked ? [] : Checked(retrieval.Contexts, admitted.MostContexts) };
    }

    private static IReadOnlyList<Context> Checked(IReadOnlyList<Context> contexts, int most)
    {
        if (contexts.Count > most || contexts.Where((c, i) => c.Rank != i + 1).Any()
            || contexts.DistinctBy(c => c.Id, StringComparer.Ordinal).Count() != contexts.Count)
            throw new PrunerUpstreamBadResponse("The retriever returned too many contexts, or contexts with ranks or ids that repeat.");
        return [.. contexts.Select(c => c.RetrievalScore is { } score && !double.IsFinite(score) ? c with { RetrievalScore = null } : c)];
    }
}

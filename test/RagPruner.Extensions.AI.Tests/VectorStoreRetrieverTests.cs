using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Extensions.AI.Tests.Support;

namespace RagPruner.Extensions.AI.Tests;

public sealed class VectorStoreRetrieverTests
{
    private static readonly Page[] s_pages = [new("a", "It leaves at ten.", "ferry"), new("b", "Dogs travel free.", "dogs"), new("b", "A copy.", "dogs"), new("c", "Soup.", "ferry")];

    private static readonly VectorStoreRetrieverOptions<Page> s_options = new()
    {
        Id = p => p.Key,
        Text = p => p.Body,
        Title = p => $"Page {p.Key}",
        Uri = p => $"https://pages.example/{p.Key}",
        Metadata = p => new Dictionary<string, MetadataValue>(StringComparer.Ordinal) { ["team"] = MetadataValue.Of(p.Team), ["trust"] = MetadataValue.Of(2) },
        TrustKey = "trust",
    };

    private static readonly FilterClause s_ferry = new(FilterOperator.EqualTo, "team", MetadataValue.Of("ferry"));

    [Fact]
    public async Task Records_become_contexts_in_their_order_each_id_once()
    {
        var found = await new VectorStoreRetriever<Page>(new FakeCollection(s_pages), s_options).RetrieveAsync(new RetrievalQuery("When?", 10), default);
        found.Contexts.Select(c => (c.Id, c.Rank)).ShouldBe([("a", 1), ("b", 2), ("c", 3)]);
        var first = found.Contexts[0];
        (first.Text, first.Title, first.Uri, first.RetrievalScore, first.Trust).ShouldBe(("It leaves at ten.", "Page a", "https://pages.example/a", 0.9, 2));
    }

    [Fact]
    public async Task Distances_are_told_with_their_sign_turned() =>
        (await new VectorStoreRetriever<Page>(new FakeCollection(s_pages), s_options with { ScoresAreDistances = true }).RetrieveAsync(new RetrievalQuery("When?", 1), default))
            .Contexts.Single().RetrievalScore.ShouldBe(-0.9);

    [Fact]
    public async Task A_filter_is_asked_for_in_the_stores_terms_and_checked_on_what_comes()
    {
        var options = s_options with { Where = _ => p => p.Team == "ferry" };
        var query = new RetrievalQuery("When?", 10) { Filter = s_ferry };
        var obeys = new FakeCollection(s_pages);
        (await new VectorStoreRetriever<Page>(obeys, options).RetrieveAsync(query, default)).Contexts.Select(c => c.Id).ShouldBe(["a", "c"]);
        obeys.Asked.Single()!.Filter.ShouldNotBeNull();
        var ignores = await new VectorStoreRetriever<Page>(new FakeCollection(s_pages) { IgnoresFilters = true }, options).RetrieveAsync(query, default);
        (ignores.Contexts.Count, ignores.FilterMismatchCount).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Contexts_of_another_tenant_are_dropped_and_counted()
    {
        var retriever = new VectorStoreRetriever<Page>(new FakeCollection(s_pages) { IgnoresFilters = true }, s_options with { Where = _ => p => p.Team == "ferry" });
        var found = await retriever.RetrieveAsync(new RetrievalQuery("When?", 10) { Tenant = new TenantClause("team", "ferry") }, default);
        (found.Contexts.Count, found.ForeignTenantCount).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Without_where_a_filter_is_refused_and_a_tenant_cannot_be_served()
    {
        var retriever = new VectorStoreRetriever<Page>(new FakeCollection(s_pages), s_options);
        Should.Throw<PrunerInvalidInput>(() => retriever.EnsureFits(s_ferry)).Message.ShouldContain("Where");
        await Should.ThrowAsync<PrunerMisconfigured>(() => retriever.RetrieveAsync(new RetrievalQuery("When?", 10) { Tenant = new TenantClause("team", "ferry") }, default));
    }

    [Fact]
    public void Where_without_metadata_is_refused_because_nothing_could_be_checked() =>
        Should.Throw<ArgumentException>(() => new VectorStoreRetriever<Page>(new FakeCollection(), s_options with { Where = _ => p => true, Metadata = null }));

    [Fact]
    public async Task A_condition_that_cannot_be_written_is_its_callers_mistake()
    {
        var retriever = new VectorStoreRetriever<Page>(new FakeCollection(s_pages), s_options with { Where = _ => throw new NotSupportedException() });
        await Should.ThrowAsync<NotSupportedException>(() => retriever.RetrieveAsync(new RetrievalQuery("When?", 10) { Filter = s_ferry }, default));
    }

    [Fact]
    public async Task A_status_that_a_failure_wraps_decides_its_kind()
    {
        var wrapped = new Microsoft.Extensions.VectorData.VectorStoreException("x", new HttpRequestException("y", null, System.Net.HttpStatusCode.TooManyRequests));
        await Should.ThrowAsync<PrunerThrottled>(() => new VectorStoreRetriever<Page>(new FakeCollection(s_pages) { Failure = wrapped }, s_options).RetrieveAsync(new RetrievalQuery("When?", 10), default));
    }

    [Fact]
    public async Task A_store_that_fails_is_an_upstream_failure_that_quotes_nothing()
    {
        var retriever = new VectorStoreRetriever<Page>(new FakeCollection(s_pages) { Failure = new Microsoft.Extensions.VectorData.VectorStoreException("secret") }, s_options);
        (await Should.ThrowAsync<PrunerUpstreamFailed>(() => retriever.RetrieveAsync(new RetrievalQuery("When?", 10), default)))
            .Message.ShouldBe("The vector store failed: VectorStoreException.");
    }
}

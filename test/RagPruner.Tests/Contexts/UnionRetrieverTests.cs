using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Contexts;

public sealed class UnionRetrieverTests
{
    [Fact]
    public async Task Results_are_taken_in_turn_and_a_context_that_both_found_once()
    {
        var found = await UnionAsync(["a", "b", "c"], ["c", "d", "a"], 10);
        found.Select(c => c.Id).ShouldBe(["a", "c", "b", "d"]);
        found.Select(c => c.Rank).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task Each_context_says_who_found_it_and_where_and_has_no_score_of_one_of_them()
    {
        var found = await UnionAsync(["a", "b"], ["b"], 10);
        found.ShouldAllBe(c => c.RetrievalScore == null);
        found.Single(c => c.Id == "b").FoundBy.ShouldBe(new Dictionary<string, int> { ["vectors"] = 1, ["words"] = 2 }, ignoreOrder: true);
        found.Single(c => c.Id == "a").FoundBy.ShouldBe(new Dictionary<string, int> { ["words"] = 1 });
    }

    [Fact]
    public async Task No_more_come_than_were_asked_for() =>
        (await UnionAsync(["a", "b", "c"], ["d", "e", "f"], 3)).Select(c => c.Id).ShouldBe(["a", "d", "b"]);

    [Fact]
    public async Task What_the_retrievers_counted_is_added_up()
    {
        var union = new UnionRetriever(new("a", new FakeRetriever(Make.Context(1)) { ForeignTenantCount = 1, FilterMismatchCount = 2 }), new("b", new FakeRetriever(Make.Context(2)) { ForeignTenantCount = 3, FilterMismatchCount = 1, IsBlocked = true }));
        var found = await union.RetrieveAsync(new RetrievalQuery("q", 5), CancellationToken.None);
        (found.ForeignTenantCount, found.FilterMismatchCount, found.Calls, found.IsBlocked).ShouldBe((4, 3, 2, true));
        union.MostCalls.ShouldBe(2);
    }

    [Fact]
    public async Task One_failure_stops_the_others_and_fails_the_retrieval()
    {
        var isStopped = false;
        var union = new UnionRetriever(
            new("slow", new FakeRetriever { Before = async (_, ct) => { try { await Task.Delay(Timeout.Infinite, ct); } finally { isStopped = true; } } }),
            new("busy", new FakeRetriever { Before = (_, _) => throw new PrunerThrottled("busy") }));
        await Should.ThrowAsync<Exception>(() => union.RetrieveAsync(new RetrievalQuery("q", 5), CancellationToken.None));
        isStopped.ShouldBeTrue();
    }

    [Fact]
    public async Task The_failure_is_the_one_that_happened_and_not_that_the_others_were_stopped()
    {
        var union = new UnionRetriever(
            new("slow", new FakeRetriever { Before = (_, ct) => Task.Delay(Timeout.Infinite, ct) }),
            new("busy", new FakeRetriever { Before = (_, _) => throw new PrunerThrottled("busy") }));
        await Should.ThrowAsync<PrunerThrottled>(() => union.RetrieveAsync(new RetrievalQuery("q", 5), CancellationToken.None));
    }

    [Fact]
    public void Names_must_differ()
    {
        Should.Throw<ArgumentException>(() => new UnionRetriever(new KeyValuePair<string, IRetriever>("a", new FakeRetriever())));
        Should.Throw<ArgumentException>(() => new UnionRetriever(new("a", new FakeRetriever()), new("a", new FakeRetriever())));
        Should.Throw<ArgumentException>(() => new UnionRetriever(new("a", new FakeRetriever()), new(" ", new FakeRetriever())));
    }

    [Fact]
    public async Task The_response_lists_who_found_what_and_the_ranking_takes_the_order_for_the_score()
    {
        var union = new UnionRetriever(new("words", Retriever("a", "b")), new("vectors", Retriever("b")));
        var result = await new ContextPruner(union, new FakeDrafter(_ => Make.Evidence())).PruneAsync(new PruneRequest("q") { Scorer = Catalog.Default.Scorer("retrieval") });
        var body = Bodies.Of(result, "r", Includes.Contexts);
        body.Contexts!.Select(c => (c.Id, c.Score, string.Join(' ', c.FoundBy!.Select(f => $"{f.Key}:{f.Value}").Order()))).ShouldBe([("a", 1, "words:1"), ("b", 0.5, "vectors:1 words:2")]);
    }

    private static async Task<IReadOnlyList<Context>> UnionAsync(string[] words, string[] vectors, int count) =>
        (await new UnionRetriever(new("words", Retriever(words)), new("vectors", Retriever(vectors))).RetrieveAsync(new RetrievalQuery("q", count), CancellationToken.None)).Contexts;

    private static FakeRetriever Retriever(params string[] ids) => new([.. ids.Select((id, i) => Make.Context(i + 1, text: $"The text of {id} is about {id}.") with { Id = id })]);
}

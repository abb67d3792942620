using FsCheck.Xunit;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

public sealed class DocumentsTests
{
    private readonly FakeDrafter _drafter = new(_ => Make.Evidence());

    [Fact]
    public async Task Documents_stand_in_place_of_retrieval()
    {
        var pruner = new ContextPruner(new FakeRetriever { Before = (_, _) => throw new InvalidOperationException("nothing is retrieved") }, _drafter);
        var result = await pruner.PruneAsync(new PruneRequest("q") { Documents = Documents(3) });
        result.Judgement.Contexts.Select(c => c.Context.Id).ShouldBe(["doc-1", "doc-2", "doc-3"]);
        result.Ledger.Calls.ShouldBe(3);
        result.Ledger.Times.Retrieve.ShouldBeNull();
    }

    [Fact]
    public async Task The_best_by_score_are_drafted_from_and_the_rest_is_listed_as_over_the_limit()
    {
        var documents = Documents(40).Select((d, i) => d with { Score = i * 7 % 40 }).ToArray();
        var result = await new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = documents });
        _drafter.Requests.Count.ShouldBe(25);
        _drafter.Requests.Min(r => r.Context.RetrievalScore).ShouldBe(15);
        var over = result.Judgement.Contexts.Where(c => c.Reason == Reasons.OverLimit).ToArray();
        over.Length.ShouldBe(15);
        over.ShouldAllBe(c => c.Disposition == Disposition.Pruned && c.Score == null && c.Context.RetrievalScore < 15);
        result.Judgement.Contexts.Select(c => c.Context.Id).Distinct().Count().ShouldBe(40);
        result.Status.ShouldBe(RequestStatus.Complete);
    }

    [Fact]
    public async Task Fewer_are_drafted_from_where_fewer_are_asked_for()
    {
        await new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = Documents(40), Contexts = 4 });
        _drafter.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_is_over_the_limit_counts_as_neither_missing_nor_saved()
    {
        var drafter = new FakeDrafter((r, _) => r.Context.Rank <= 2 ? throw new PrunerUpstreamFailed("down") : Task.FromResult(DraftReply.With(Make.Evidence())));
        var request = new PruneRequest("q") { Documents = Documents(100), Contexts = 4, Keep = new TopK(2) };
        (await Should.ThrowAsync<PrunerUpstreamFailed>(() => new ContextPruner(drafter).PruneAsync(request))).Message.ShouldStartWith("Only 2 of 4 contexts could be scored");
        var whole = await new ContextPruner(_drafter).PruneAsync(request);
        whole.Ledger.PrunedTokens.ShouldBe(whole.Judgement.Contexts.Where(c => c.Reason == Reasons.BelowTopK).Sum(c => c.Context.EstimatedTokens));
    }

    [Fact]
    public async Task Copies_and_empty_texts_take_nobodys_place()
    {
        Document[] documents = [new("The ferry leaves at nine."), new("The  ferry leaves at nine"), new(""), new("Dogs travel free.")];
        var result = await new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = documents, Contexts = 2 });
        result.Judgement.Contexts.Select(c => (c.Context.Id, c.Reason)).ShouldBe(
            [("doc-1", Reasons.InTopK), ("doc-4", Reasons.InTopK), ("doc-3", Reasons.NoText), ("doc-2", Reasons.Duplicate)], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_scores_the_order_counts()
    {
        var result = await new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = Documents(4), Scorer = Scorers.Retrieval });
        result.Judgement.Contexts.Select(c => c.Score).ShouldBe([1, 1 / 2.0, 1 / 3.0, 1 / 4.0]);
        result.Judgement.Contexts.ShouldAllBe(c => c.Context.RetrievalScore == null);
    }

    [Fact]
    public async Task Where_one_document_has_no_score_the_order_counts_for_all()
    {
        Document[] documents = [new("one"), new("two") { Score = 0.2 }, new("three") { Score = 0.9 }];
        var result = await new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = documents, Scorer = Scorers.Retrieval });
        result.Judgement.InRetrievalOrder.Select(c => (c.Id, c.RetrievalScore)).ShouldBe([("doc-1", null), ("doc-2", null), ("doc-3", null)]);
        result.Judgement.Contexts.ShouldAllBe(c => c.Score != null);
    }

    [Fact]
    public void A_source_is_what_was_said_else_the_metadatas_else_the_uri_without_its_fragment()
    {
        var metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal) { ["source"] = MetadataValue.Of("m") };
        Document[] documents = [new("a") { Source = "s", Metadata = metadata, Uri = "u#1" }, new("b") { Metadata = metadata, Uri = "u#1" }, new("c") { Uri = "u#1" }, new("d")];
        DocumentList.ToContexts(documents).Select(c => c.Source).ShouldBe(["s", "m", "u", null]);
    }

    [Fact]
    public void An_id_that_is_given_out_is_nobody_elses() =>
        DocumentList.ToContexts([new("a") { Id = "doc-2" }, new("b"), new("c") { Id = "doc-2-" }]).Select(c => c.Id).ShouldBe(["doc-2", "doc-2--", "doc-2-"]);

    [Fact]
    public async Task A_pruner_without_a_retriever_asks_for_documents() =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new ContextPruner(_drafter).PruneAsync(new PruneRequest("q"))))
            .Message.ShouldBe("documents is required: no knowledge base is configured, nor another retriever.");

    public static TheoryData<string, IReadOnlyList<Document>> Refused { get; } = new()
    {
        { "documents must list 1 to 100.", [] },
        { "documents must list 1 to 100.", Documents(101) },
        { "documents[2].id is the same as documents[0].id.", [new("a") { Id = "x" }, new("b"), new("c") { Id = "x" }] },
        { "documents[0].id must have 1 to 1024 characters.", [new("a") { Id = "" }] },
        { "documents[1].uri must have 1 to 2048 characters.", [new("a"), new("b") { Uri = new string('u', 2049) }] },
        { "documents[0].score must be a finite number.", [new("a") { Score = double.NaN }] },
        { "documents[0].text is required.", [new(null!)] },
        { "documents[1].text is required.", [new("a"), null!] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_no_list_of_documents_is_refused_by_name(string message, IReadOnlyList<Document> documents)
    {
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = documents }))).Message.ShouldBe(message);
        _drafter.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Documents_that_nothing_can_be_drafted_from_are_the_requests_own_fault()
    {
        Document[][] hopeless = [[new(""), new(" ")], [new(string.Concat(Enumerable.Repeat("word ", 5000)))]];
        foreach (var documents in hopeless)
            await Should.ThrowAsync<PrunerInvalidInput>(() => new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = documents }));
    }

    [Fact]
    public async Task Nothing_kept_of_those_that_were_read_says_that_others_were_not()
    {
        var drafter = new FakeDrafter(_ => Make.Evidence(draft: "not in the context"));
        var result = await new ContextPruner(drafter).PruneAsync(new PruneRequest("q") { Documents = Documents(3), Contexts = 2, Scorer = Catalog.Default.Scorer("mean-logprob") });
        (result.Status, result.Judgement.Degraded).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(RequestStatus.NoContext), r => r.Degraded.ShouldContain("over_limit_unread"));
    }

    [Fact]
    public void A_megabyte_of_marks_is_read_in_one_go()
    {
        var text = "_a " + string.Concat(Enumerable.Repeat("b ", 400_000));
        DocumentList.ToContexts([new(text), new(text + "&")]).Count.ShouldBe(2);
        DuplicateMerge.Find(DocumentList.ToContexts([new(text), new(text)])).ShouldBe([null, 0]);
        DuplicateMerge.Find(DocumentList.ToContexts([new("An _emphasised phrase_ here."), new("An emphasised phrase here.")])).ShouldBe([null, 0]);
        DuplicateMerge.Find(DocumentList.ToContexts([new("A _snake_case name_ here."), new("A snakecase name here.")])).ShouldBe([null, null]);
    }

    [Fact]
    public async Task A_filter_beside_documents_is_refused()
    {
        var filter = new FilterClause(FilterOperator.EqualTo, "lang", MetadataValue.Of("en"));
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new ContextPruner(_drafter).PruneAsync(new PruneRequest("q") { Documents = Documents(1), Filter = filter })))
            .Message.ShouldBe("documents and filter exclude each other: a filter is for what is retrieved.");
    }

    [Fact]
    public async Task A_profile_that_weighs_scores_says_nothing_about_documents_without_any()
    {
        var pruner = new ContextPruner(null, _drafter, new PrunerOptions().With(Labelled.Profile()));
        var without = await pruner.PruneAsync(new PruneRequest("q") { Documents = Documents(3) });
        without.Judgement.Degraded.ShouldContain("profile_without_retrieval_scores");
        without.Confidence.ShouldBeNull();
        var with = await pruner.PruneAsync(new PruneRequest("q") { Documents = [.. Documents(3).Select((d, i) => d with { Score = i })] });
        with.Judgement.Degraded.ShouldNotContain("profile_without_retrieval_scores");
        with.Confidence.ShouldNotBeNull();
        (await Should.ThrowAsync<PrunerInvalidInput>(() => pruner.PruneAsync(new PruneRequest("q") { Documents = Documents(3), Keep = new Coverage() }))).Message.ShouldBe("keep: the rule coverage needs the profile, which weighs retrieval scores, and the documents have none.");
    }

    [Property]
    public void Every_document_is_listed_once_and_no_more_are_drafted_from_than_asked_for(byte count, byte most, int seed)
    {
        var random = new Random(seed);
        var documents = Enumerable.Range(0, 1 + count % 100)
            .Select(i => new Document(random.Next(8) switch { 0 => "", 1 => "the same words", _ => $"Text {i} of its own." }) { Score = random.Next(3) == 0 ? null : random.NextDouble() }).ToArray();
        var drafter = new FakeDrafter(_ => Make.Evidence(-random.NextDouble()));
        var request = new PruneRequest("q") { Documents = documents, Contexts = 1 + most % 25, Scorer = new MeanLogprobScorer() };
        try
        {
            var result = new ContextPruner(drafter).PruneAsync(request).GetAwaiter().GetResult();
            result.Judgement.Contexts.Select(c => c.Context.Id).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, documents.Length).Select(i => $"doc-{i}").Order(StringComparer.Ordinal));
            var worst = drafter.Requests.Max(r => r.Context.Rank);
            result.Judgement.Contexts.Where(c => c.Reason == Reasons.OverLimit).ShouldAllBe(c => c.Context.Rank > worst);
        }
        catch (PrunerException)
        {
            documents.ShouldAllBe(d => d.Text.Length == 0);
        }
        drafter.Requests.Count.ShouldBeLessThanOrEqualTo(request.Contexts!.Value);
    }

    private static Document[] Documents(int count) => [.. Enumerable.Range(1, count).Select(i => new Document($"Document {i} speaks of subject {i}."))];
}

using RagPruner.Contexts;
using RagPruner.Errors;

namespace RagPruner.Tests.Contexts;

public sealed class DocumentListTests
{
    private static readonly Document s_document = new("The ferry leaves at nine.");

    /// <summary>Each member with a limit: how it is named in messages, how many characters it may have, and a document that has so many.</summary>
    public static TheoryData<string, int, Func<string, Document>> Members => new()
    {
        { "id", 1024, v => s_document with { Id = v } },
        { "title", 2048, v => s_document with { Title = v } },
        { "uri", 2048, v => s_document with { Uri = v } },
        { "source", 2048, v => s_document with { Source = v } },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void A_member_has_at_least_one_character_and_no_more_than_its_limit(string member, int longest, Func<string, Document> having)
    {
        foreach (var length in new[] { 1, longest })
            DocumentList.ToContexts([s_document, having(new string('x', length))]).Count.ShouldBe(2);
        foreach (var length in new[] { 0, longest + 1 })
            Refusal(s_document, having(new string('x', length))).ShouldBe($"documents[1].{member} must have 1 to {longest} characters.");
    }

    [Fact]
    public void A_source_in_the_metadata_counts_unless_one_is_given_and_has_the_same_limit()
    {
        Document Of(string source) => s_document with { Metadata = new Dictionary<string, MetadataValue> { ["source"] = MetadataValue.Of(source) } };
        DocumentList.ToContexts([Of("press desk"), Of("press desk") with { Source = "own" }, Of(""), Of(new string('x', 2048))]).Select(c => c.Source)
            .ShouldBe(["press desk", "own", null, new string('x', 2048)]);
        DocumentList.ToContexts([s_document with { Metadata = new Dictionary<string, MetadataValue> { ["source"] = MetadataValue.Of(7) } }])[0].Source.ShouldBeNull();
        Refusal(Of(new string('x', 2049))).ShouldBe("documents[0].metadata.source must have 1 to 2048 characters.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Document.MostDocuments + 1)]
    public void There_is_one_at_least_and_no_more_than_there_may_be(int count) =>
        Refusal([.. Enumerable.Repeat(s_document, count)]).ShouldBe($"documents must list 1 to {Document.MostDocuments}.");

    [Fact]
    public void One_document_and_as_many_as_there_may_be_are_taken()
    {
        DocumentList.ToContexts([s_document]).Count.ShouldBe(1);
        DocumentList.ToContexts([.. Enumerable.Repeat(s_document, Document.MostDocuments)]).Count.ShouldBe(Document.MostDocuments);
    }

    [Fact]
    public void Documents_without_a_text_or_that_are_none_are_named()
    {
        Refusal(s_document, null!).ShouldBe("documents[1].text is required.");
        Refusal(s_document with { Text = null! }).ShouldBe("documents[0].text is required.");
        foreach (var score in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            Refusal(s_document with { Score = score }).ShouldBe("documents[0].score must be a finite number.");
    }

    [Fact]
    public void An_id_that_was_given_twice_is_named_with_both_its_places() =>
        Refusal(s_document with { Id = "b" }, s_document with { Id = "a" }, s_document, s_document with { Id = "a" }).ShouldBe("documents[3].id is the same as documents[1].id.");

    [Fact]
    public void Ids_that_were_not_given_differ_from_those_that_were() =>
        DocumentList.ToContexts([s_document, s_document with { Id = "doc-1" }, s_document, s_document with { Id = "doc-1-" }, s_document with { Id = "DOC-3" }]).Select(c => c.Id)
            .ShouldBe(["doc-1--", "doc-1", "doc-3", "doc-1-", "DOC-3"]);

    [Fact]
    public void They_are_in_the_order_of_their_scores_where_each_has_one_and_else_as_given()
    {
        Document[] scored = [s_document with { Id = "a", Score = 1 }, s_document with { Id = "b", Score = 3 }, s_document with { Id = "c", Score = 1 }, s_document with { Id = "d", Score = 2 }];
        DocumentList.ToContexts(scored).Select(c => (c.Id, c.Rank, c.RetrievalScore)).ShouldBe([("b", 1, 3.0), ("d", 2, 2.0), ("a", 3, 1.0), ("c", 4, 1.0)]);
        DocumentList.ToContexts([.. scored, s_document with { Id = "e" }]).Select(c => (c.Id, c.Rank, c.RetrievalScore))
            .ShouldBe([("a", 1, null), ("b", 2, null), ("c", 3, null), ("d", 4, null), ("e", 5, null)]);
    }

    [Fact]
    public void What_a_document_says_of_itself_is_the_contexts()
    {
        var context = DocumentList.ToContexts([new("T") { Id = "i", Title = "t", Uri = "u#1", Metadata = new Dictionary<string, MetadataValue> { ["weight"] = MetadataValue.Of(2) } }], "weight")[0];
        (context.Id, context.Text, context.Title, context.Uri, context.Source, context.Trust).ShouldBe(("i", "T", "t", "u#1", "u", 2.0));
    }

    private static string Refusal(params Document[] documents) => Should.Throw<PrunerInvalidInput>(() => DocumentList.ToContexts(documents)).Message;
}

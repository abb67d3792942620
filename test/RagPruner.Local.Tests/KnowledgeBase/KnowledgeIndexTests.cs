using RagPruner.Local.Corpora;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.KnowledgeBase;

public sealed class KnowledgeIndexTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finds_the_best_first_with_scores_that_fall()
    {
        var found = Index("The harbour opens at six.", "Dogs travel free of charge.", "Cats and dogs and dogs.").Search("When may dogs travel?", 10);
        found.Select(c => c.Id).ShouldBe(["1", "2"]);
        found.Select(c => c.Rank).ShouldBe([1, 2]);
        found[0].RetrievalScore!.Value.ShouldBeGreaterThan(found[1].RetrievalScore!.Value);
    }

    [Theory]
    [InlineData("\"unclosed AND (NEAR")]
    [InlineData("dogs* -cats NOT \"")]
    [InlineData("the of and")]
    [InlineData("???")]
    [InlineData("")]
    public void Takes_any_question_as_words_and_never_as_query_syntax(string question) =>
        Should.NotThrow(() => Index("Dogs and cats.").Search(question, 5));

    [Theory]
    [InlineData("渡轮几点出发？", "ferry.md#1")]
    [InlineData("狗可以上船吗", "pets.md#1")]
    [InlineData("フェリーは何時に出ますか", "japanese.md#1")]
    public void Finds_what_is_written_without_spaces(string question, string id)
    {
        _folder.Write("ferry.md", "# 时刻表\n\n夜间渡轮在九点从四号码头出发。");
        _folder.Write("pets.md", "# 宠物\n\n狗和猫可以免费上船。");
        _folder.Write("japanese.md", "# 時刻表\n\n夜のフェリーは九時に出ます。");
        new IndexCache(Path.Combine(_folder.Path, "cache")).IndexOf(Corpus.Open(_folder.Path)).Search(question, 3)[0].Id.ShouldBe(id);
    }

    [Fact]
    public void Counts_terms_by_their_singular() =>
        Index("ferries and a ferry").Statistics.Information("ferry").ShouldBeLessThan(Index("ferries and a bus").Statistics.Information("ferry"));

    [Fact]
    public async Task Several_at_once_build_one_index_and_leave_nothing_else_behind()
    {
        _folder.Write("corpus/a.md", "It leaves at nine.");
        var cache = Path.Combine(_folder.Path, "cache");
        var corpus = Corpus.Open(Path.Combine(_folder.Path, "corpus"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new IndexCache(cache).IndexOf(corpus).Search("nine", 1).Count.ShouldBe(1))));
        Directory.GetFiles(cache).Length.ShouldBe(1);
    }

    [Fact]
    public void A_changed_corpus_gets_a_new_index()
    {
        var path = _folder.Write("a.md", "It leaves at nine.");
        var cache = new IndexCache(Path.Combine(_folder.Path, "cache"));
        cache.IndexOf(Corpus.Open(_folder.Path)).Search("leaves", 1)[0].Text.ShouldContain("nine");
        File.WriteAllText(path, "It leaves at ten.");
        cache.IndexOf(Corpus.Open(_folder.Path)).Search("leaves", 1)[0].Text.ShouldContain("ten");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a database, but long enough to look like a file that somebody cut off in the middle of its first page")]
    public void A_damaged_index_is_built_again(string damage)
    {
        _folder.Write("corpus/a.md", "It leaves at nine.");
        var corpus = Corpus.Open(Path.Combine(_folder.Path, "corpus"));
        _folder.Write($"cache/{corpus.ContentHash}.db", damage);
        new IndexCache(Path.Combine(_folder.Path, "cache")).IndexOf(corpus).Search("nine", 1).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("ferries", "ferry")]
    [InlineData("horses", "horse")]
    [InlineData("cats", "cat")]
    [InlineData("glass", "glass")]
    [InlineData("status", "status")]
    [InlineData("gas", "gas")]
    [InlineData("goes", "goes")]
    public void Plurals_lose_their_ending_as_in_the_s_stemmer(string word, string term) => Terms.Stem(word).ShouldBe(term);

    private KnowledgeIndex Index(params string[] texts)
    {
        var path = Path.Combine(_folder.Path, $"{Path.GetRandomFileName()}.db");
        KnowledgeIndex.Build(path, [.. texts.Select((t, i) => new CorpusChunk($"{i}", null, t, null, null))]);
        return KnowledgeIndex.Open(path);
    }
}

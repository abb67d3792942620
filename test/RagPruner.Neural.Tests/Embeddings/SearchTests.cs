using FsCheck.Xunit;
using RagPruner.Contexts;
using RagPruner.Local.Corpora;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.Tests.Support;
using RagPruner.Neural.Embeddings;

namespace RagPruner.Neural.Tests.Embeddings;

public sealed class SearchTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly Letters _embedder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_nearest_come_first_and_ties_in_corpus_order()
    {
        var dense = Dense("zzz", "aab", "ab", "aab");
        var found = dense.SearchWithMetadata("aab", 3, null);
        found.Select(f => f.Context.Id).ShouldBe(["c1", "c3", "c2"]);
        found.Select(f => f.Context.Rank).ShouldBe([1, 2, 3]);
        found[0].Context.RetrievalScore!.Value.ShouldBe(1, 1e-6);
        found[2].Context.RetrievalScore!.Value.ShouldBe(3 / Math.Sqrt(10), 1e-6);
        dense.SearchWithMetadata("aab", 25, null).Count.ShouldBe(4);
    }

    [Fact]
    public void What_a_filter_leaves_is_filled_up_from_further_down()
    {
        var chunks = Enumerable.Range(0, 200).Select(i => new CorpusChunk($"c{i}", null, i < 150 ? "ab" : "b", null, $$"""{"late": {{(i >= 150 ? "true" : "false")}}}"""));
        var dense = Dense([.. chunks]);
        var filter = new FilterClause(FilterOperator.EqualTo, "late", new MetadataValue { Flag = true });
        var found = dense.SearchWithMetadata("ab", 5, filter);
        found.Select(f => f.Context.Id).ShouldBe(["c150", "c151", "c152", "c153", "c154"]);
        found.Select(f => f.Context.Rank).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Fusion_adds_the_reciprocal_ranks_of_both()
    {
        var hybrid = new HybridSearch(new Fixed("a", "b", "c"), new Fixed("c", "a", "d"));
        var found = hybrid.SearchWithMetadata("any", 3, null);
        found.Select(f => f.Context.Id).ShouldBe(["a", "c", "b"]);
        found.Select(f => f.Context.RetrievalScore!.Value).ShouldBe([1 / 61.0 + 1 / 62.0, 1 / 63.0 + 1 / 61.0, 1 / 62.0], 1e-12);
        found.Select(f => f.Context.Rank).ShouldBe([1, 2, 3]);
    }

    [Property]
    public void Fusing_a_search_with_itself_changes_no_order(byte count)
    {
        var one = new Fixed([.. Enumerable.Range(0, 40).Select(i => $"c{i}")]);
        new HybridSearch(one, one).SearchWithMetadata("any", count % 50, null).Select(f => f.Context.Id)
            .ShouldBe(one.SearchWithMetadata("any", count % 50, null).Select(f => f.Context.Id));
    }

    [Fact]
    public void Vectors_are_made_once_and_made_again_where_the_file_is_not_whole()
    {
        var index = Index(new CorpusChunk("a", null, "ab", null, null), new CorpusChunk("b", null, "b", null, null));
        var vectors = VectorFile.VectorsOf(_folder.Path, index, _embedder, null, default);
        VectorFile.VectorsOf(_folder.Path, index, _embedder, null, default).ShouldBe(vectors);
        _embedder.Embedded.ShouldBe(2);
        var file = Directory.GetFiles(_folder.Path, "*.vectors").Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        VectorFile.VectorsOf(_folder.Path, index, _embedder, null, default).ShouldBe(vectors);
        _embedder.Embedded.ShouldBe(4);
        Directory.GetFiles(_folder.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact(Skip = "the embedding model is not there", SkipUnless = nameof(HasMiniLm))]
    public void MiniLm_knows_what_is_meant()
    {
        using var model = MiniLm.Load(MiniLm.DefaultPath);
        var question = model.Embed("How do I get my money back?");
        question.Length.ShouldBe(model.Dimensions);
        question.Sum(x => x * x).ShouldBe(1, 1e-4);
        double Cosine(string text) => model.Embed(text).Zip(question, (a, b) => a * b).Sum();
        // No word is shared.
        Cosine("Refunds are paid within ten days.").ShouldBeGreaterThan(Cosine("Dogs travel free of charge.") + 0.1);
        // Case and accents do not count, and what is behind 256 tokens is not read.
        model.Embed("CAFÉ").SequenceEqual(model.Embed("cafe")).ShouldBeTrue();
        var words = string.Join(' ', Enumerable.Repeat("word", 300));
        model.TokensOf(words).ShouldBe(256);
        model.Embed(words).SequenceEqual(model.Embed(words + " and an end")).ShouldBeTrue();
    }

    public static bool HasMiniLm => File.Exists(MiniLm.DefaultPath);

    private DenseSearch Dense(params string[] texts) => Dense([.. texts.Select((t, i) => new CorpusChunk($"c{i}", null, t, null, null))]);

    private DenseSearch Dense(CorpusChunk[] chunks)
    {
        var index = Index(chunks);
        return new DenseSearch(index, _embedder, VectorFile.VectorsOf(_folder.Path, index, _embedder, null, default));
    }

    private KnowledgeIndex Index(params CorpusChunk[] chunks)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():n}.db");
        KnowledgeIndex.Build(path, chunks);
        return KnowledgeIndex.Open(path);
    }

    // As many dimensions as letters, each as often as it occurs.
    private sealed class Letters : IEmbedder
    {
        public int Embedded { get; private set; }

        public string Id => "letters";

        public int Dimensions => 26;

        public int TokensOf(string text) => text.Length;

        public float[] Embed(string text)
        {
            Embedded++;
            var vector = new float[26];
            foreach (var letter in text.Where(char.IsAsciiLetterLower))
                vector[letter - 'a']++;
            var norm = MathF.Sqrt(vector.Sum(x => x * x));
            return [.. vector.Select(x => x / norm)];
        }
    }

    private sealed class Fixed(params string[] ids) : ISearch
    {
        public string Method => "fixed";

        public IReadOnlyList<(Context Context, string? Metadata)> SearchWithMetadata(string question, int count, ContextFilter? filter) =>
            [.. ids.Take(count).Select((id, i) => (new Context { Id = id, Text = id, Rank = i + 1 }, (string?)null))];
    }
}

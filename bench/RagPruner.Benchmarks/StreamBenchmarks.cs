using BenchmarkDotNet.Attributes;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Local.Corpora;

namespace RagPruner.Benchmarks;

/// <summary>Checking an answer of 400 words with a citation every 20, over 3 contexts of 300 words: once as a whole, and word by word as it comes.</summary>
[MemoryDiagnoser]
public class StreamBenchmarks
{
    private Context[] _contexts = [];
    private string[] _pieces = [];
    private string _answer = "";

    [GlobalSetup]
    public void SetUp()
    {
        var corpus = Corpus.Open(Path.Combine(AppContext.BaseDirectory, "samples", "corpus"));
        string[] words = [.. corpus.Chunks().SelectMany(c => c.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Take(1200)];
        _contexts = [.. words.Chunk(300).Take(3).Select((w, i) => new Context { Id = $"c{i}", Text = string.Join(' ', w), Rank = i + 1 })];
        _pieces = [.. words.Take(400).Select((w, i) => i % 20 == 19 ? $"{w} [{i % 3 + 1}]. " : $"{w} ")];
        _answer = string.Concat(_pieces);
    }

    [Benchmark(Baseline = true)]
    public string Whole() => AnswerCheck.Check(_answer, _contexts).Text;

    [Benchmark]
    public int As_it_comes()
    {
        var length = 0;
        var deltas = new AnswerDeltas(_contexts, piece => length += piece.Length);
        foreach (var piece in _pieces)
            deltas.Report(piece);
        return length;
    }
}

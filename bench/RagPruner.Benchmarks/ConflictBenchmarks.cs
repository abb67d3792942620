using BenchmarkDotNet.Attributes;
using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.Corpora;
using RagPruner.Models;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Benchmarks;

/// <summary>What it takes to judge 25 contexts of 200 words from 25 sources, drafts given: by the retriever's order, and by who agrees with whom.</summary>
[MemoryDiagnoser]
public class ConflictBenchmarks
{
    private const string Question = "How many seats does the Opal theatre have?";

    private readonly Scorer _retrieval = Catalog.Default.Scorer("retrieval");
    private readonly Scorer _consensus = Catalog.Default.Scorer("consensus");
    private readonly KeepRule _keep = Catalog.Default.ParseKeepRule("top-k:3");
    private PendingContext[] _withoutDrafts = null!;
    private PendingContext[] _quoted = null!;
    private PendingContext[] _ownWords = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var words = string.Join(' ', Corpus.Open(Path.Combine(AppContext.BaseDirectory, "samples", "corpus")).Chunks().Select(c => c.Text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // Five answers, so that every draft contradicts twenty others.
        string Seats(int i) => $"{800 + i % 5 * 20} seats";
        PendingContext Of(int i, string? draft) => new(new Context
        {
            Id = $"c{i}",
            Rank = i,
            Source = $"source {i}",
            RetrievalScore = 1.0 / i,
            Text = $"{string.Join(' ', words.Skip(i * 200).Take(100))}. The Opal theatre has {Seats(i)}. {string.Join(' ', words.Skip(i * 200 + 100).Take(100))}",
        })
        {
            Question = Question,
            Evidence = draft is null ? null : new Evidence { Draft = draft, Tokens = [new CompletionToken(draft, -0.1)] },
        };
        _withoutDrafts = [.. Enumerable.Range(1, 25).Select(i => Of(i, null))];
        _quoted = [.. Enumerable.Range(1, 25).Select(i => Of(i, Seats(i)))];
        _ownWords = [.. Enumerable.Range(1, 25).Select(i => Of(i, $"It seats {800 + i % 5 * 20} people."))];
    }

    [Benchmark(Baseline = true)]
    public int Without_drafts() => Judge.Decide(_withoutDrafts, _retrieval, _keep).Contexts.Count;

    [Benchmark]
    public int Consensus_and_graph() => Judge.Decide(_quoted, _consensus, _keep, OnConflict.Drop).Contexts.Count;

    [Benchmark]
    public int Consensus_and_graph_of_drafts_in_own_words() => Judge.Decide(_ownWords, _consensus, _keep, OnConflict.Drop).Contexts.Count;
}

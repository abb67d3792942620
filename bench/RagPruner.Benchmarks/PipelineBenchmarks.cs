using BenchmarkDotNet.Attributes;
using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Models;
using RagPruner.Pipeline;

namespace RagPruner.Benchmarks;

/// <summary>The whole pipeline, warm, on the samples with the embedded model: retrieve 8, draft 8, keep 3, answer.</summary>
[MemoryDiagnoser]
public class PipelineBenchmarks
{
    private readonly PruneRequest _request = new("How long does a cold imported model take to answer?") { Contexts = 8 };
    private AnswerPipeline _pipeline = null!;
    private ExtractiveModel _model = null!;
    private string _words300 = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var corpus = Corpus.Open(Path.Combine(AppContext.BaseDirectory, "samples", "corpus"));
        var index = new IndexCache(IndexCache.DefaultFolder).IndexOf(corpus);
        _model = new ExtractiveModel(index.Statistics);
        _pipeline = new AnswerPipeline(new ContextPruner(new EmbeddedRetriever(index), new ModelDrafter(new PromptModel(index.Statistics))), new ModelGenerator(new PromptModel(index.Statistics) { Abilities = new ModelAbilities() }));
        _words300 = string.Join(' ', corpus.Chunks().SelectMany(c => c.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Take(300));
    }

    [Benchmark(Baseline = true)]
    public Task<AnswerResult> Ask() => _pipeline.AnswerAsync(_request);

    [Benchmark]
    public Evidence Draft_from_300_words() => _model.Draft(_request.Question, _words300, 24);
}

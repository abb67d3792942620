using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.Evaluation;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.Tests.Support;
using RagPruner.Pipeline;
using RagPruner.Scoring;

namespace RagPruner.Local.Tests.Evaluation;

/// <summary>On XQuAD's English part, which is public but not in this repository.</summary>
public sealed class XquadTests
{
    [Fact(Skip = "RAGPRUNER_TEST_ASSETS does not name a folder with XQuAD", SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task The_embedded_model_keeps_what_docs_measurements_says()
    {
        using var folder = new Folder();
        var xquad = Path.Combine(Repository.Assets!, "data", "xquad-en");
        var index = new IndexCache(folder.Path).IndexOf(Corpus.Open(Path.Combine(xquad, "corpus.jsonl")));
        var collector = new EvidenceCollector(new EmbeddedRetriever(index), new EmbeddedDrafter(new ExtractiveModel(index.Statistics)), new PrunerOptions(), new VirtualTime());
        var report = await new Evaluator(collector, Scorers.All).RunAsync(EvalQuestion.Read(Path.Combine(xquad, "questions.jsonl")), 8, 2, null, default);
        var rows = report.Scorers.Select(s => FormattableString.Invariant($"| {s.Scorer} | {s.KeptAt1 * 100:0.0} % | {s.KeptAt2 * 100:0.0} % | {s.KeptAt3 * 100:0.0} % |"));
        var measurements = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "measurements.md"));
        foreach (var row in rows)
            measurements.ShouldContain(row);
    }
}

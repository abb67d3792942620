using RagPruner.Drafting;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Tests.Support;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Evaluation;

/// <summary>On evidence recorded from two open models, which is not in this repository.</summary>
public sealed class ReplayTests
{
    private const string Skip = "RAGPRUNER_TEST_ASSETS does not name a folder with recorded evidence";
    private const string SmolLm2 = "smollm2-135m-instruct";
    private const string Gemma3 = "gemma3-270m";

    /// <summary>The study's tables: AUROC, first, in 2, in 3, draft right. A dash is a figure that the study does not give.</summary>
    [Theory(Skip = Skip, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    [InlineData(SmolLm2, "random", "retrieval", "0.99 0.96 0.98 1.00 0.40")]
    [InlineData(SmolLm2, "random", "mean-logprob", "0.56 0.18 0.35 0.63 0.15")]
    [InlineData(SmolLm2, "random", "sum", "0.62 0.33 - - -")]
    [InlineData(SmolLm2, "random", "minimum", "0.67 0.31 - - -")]
    [InlineData(SmolLm2, "random", "gain", "0.68 0.31 0.55 0.73 0.19")]
    [InlineData(SmolLm2, "random", "sufficiency", "0.46 0.14 0.29 0.47 0.06")]
    [InlineData(SmolLm2, "random", "question-likelihood", "1.00 0.98 1.00 1.00 0.45")]
    [InlineData(SmolLm2, "random", "retrieval+mean-logprob", "0.93 0.76 0.92 0.96 0.36")]
    [InlineData(SmolLm2, "random", "retrieval+2*question-likelihood", "1.00 1.00 1.00 1.00 0.45")]
    [InlineData(SmolLm2, "hard", "retrieval", "0.71 0.00 0.70 0.89 0.02")]
    [InlineData(SmolLm2, "hard", "mean-logprob", "0.66 0.40 0.53 0.70 0.11")]
    [InlineData(SmolLm2, "hard", "gain", "0.55 0.19 0.32 0.53 0.08")]
    [InlineData(SmolLm2, "hard", "question-likelihood", "0.97 0.91 0.98 0.98 0.21")]
    [InlineData(SmolLm2, "hard", "retrieval+2*question-likelihood", "0.95 0.81 0.98 0.98 0.21")]
    [InlineData(Gemma3, "random", "retrieval", "0.99 0.96 0.98 1.00 0.32")]
    [InlineData(Gemma3, "random", "mean-logprob", "0.69 0.41 0.55 0.69 0.25")]
    [InlineData(Gemma3, "random", "sum", "0.67 0.35 - - -")]
    [InlineData(Gemma3, "random", "minimum", "0.67 0.37 - - -")]
    [InlineData(Gemma3, "random", "gain", "0.75 0.33 0.65 0.86 0.17")]
    [InlineData(Gemma3, "random", "sufficiency", "0.62 0.33 0.47 0.67 0.15")]
    [InlineData(Gemma3, "random", "question-likelihood", "0.99 0.96 1.00 1.00 0.34")]
    [InlineData(Gemma3, "random", "retrieval+mean-logprob", "0.91 0.71 0.88 0.94 0.32")]
    [InlineData(Gemma3, "random", "retrieval+2*question-likelihood", "1.00 1.00 1.00 1.00 0.34")]
    [InlineData(Gemma3, "hard", "retrieval", "0.71 0.00 0.70 0.89 0.09")]
    [InlineData(Gemma3, "hard", "mean-logprob", "0.65 0.38 0.55 0.62 0.15")]
    [InlineData(Gemma3, "hard", "gain", "0.66 0.30 0.58 0.72 0.11")]
    [InlineData(Gemma3, "hard", "question-likelihood", "0.96 0.83 0.98 1.00 0.23")]
    [InlineData(Gemma3, "hard", "retrieval+2*question-likelihood", "0.94 0.75 0.96 1.00 0.23")]
    public void The_studys_tables_come_out_within_rounding(string model, string set, string scorer, string figures)
    {
        var found = Figures(model, set, scorer);
        double?[] values = [found.Auroc, found.KeptAt1, found.KeptAt2, found.KeptAt3, found.DraftRight];
        foreach (var (value, stated) in values.Zip(figures.Split(' ')).Where(p => p.Second != "-"))
            value!.Value.ShouldBe(double.Parse(stated, System.Globalization.CultureInfo.InvariantCulture), 0.00501, $"{scorer}, {set}");
    }

    [Fact(Skip = Skip, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task Replay_gives_the_same_bytes_again()
    {
        string[] args = ["eval", "--replay", PathOf(Gemma3), "--json"];
        var (exitCode, output, error) = await Cli.RunAsync(args);
        exitCode.ShouldBe(0, error);
        (await Cli.RunAsync(args)).Output.ShouldBe(output);
    }

    [Fact(Skip = Skip, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task The_measurements_of_both_models_stand_in_the_docs()
    {
        var measurements = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "measurements.md"));
        foreach (var model in new[] { SmolLm2, Gemma3 })
        {
            foreach (var set in new[] { "random", "hard" })
            {
                foreach (var row in Tables.Scorers((await Cli.RunAsync("eval", "--replay", PathOf(model), "--set", set, "--json")).Output))
                    measurements.ShouldContain(row, customMessage: $"{model}, {set}");
            }
        }
    }

    [Theory(Skip = Skip, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    [InlineData(SmolLm2)]
    [InlineData(Gemma3)]
    public async Task Coverage_of_95_percent_is_kept_on_the_mean_over_20_splits(string model) =>
        await CoverageSplits.MeanStandsInTheDocsAsync(NameOf(model), [.. RecordedEvidence.Read(PathOf(model)).Select(r => r.Labelled())], calibrateOn: 60);

    [Theory(Skip = Skip, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    [InlineData(SmolLm2, 1)]
    [InlineData(Gemma3, 1)]
    [InlineData(SmolLm2, 2)]
    [InlineData(Gemma3, 2)]
    public async Task Waves_keep_what_they_promise_and_draft_as_docs_measurements_says(string model, int size) =>
        await CoverageSplits.StandInTheDocsAsync(
            NameOf(model), [.. RecordedEvidence.Read(PathOf(model)).Select(r => r.Labelled())], 60, 0.9, size);

    private static string NameOf(string model) => $"{(model == SmolLm2 ? "SmolLM2" : "Gemma 3")}, recorded, 104 questions";

    private static string PathOf(string model) => Path.Combine(Repository.Assets!, "data", "replay", $"{model}.jsonl");

    private static ScorerFigures Figures(string model, string? set, string scorer)
    {
        NamedScorer named = scorer switch
        {
            "sum" => new("sum", new DraftStatistic(values => values.Sum())),
            "minimum" => new("minimum", new DraftStatistic(values => values.Min())),
            _ => NamedScorer.Parse(scorer, Catalog.Default),
        };
        RecordedQuestion[] questions = [.. RecordedEvidence.Read(PathOf(model)).Where(q => set is null || q.Question.Set == set)];
        var plan = EvaluationPlan.Of([named], [("top-k:1", new Selection.TopK(1))], questions.Aggregate(EvidenceKinds.None, (all, q) => all | q.Offered()), new Accounting.Prices(Accounting.ModelPrice.Free, Accounting.ModelPrice.Free), hasAnswers: false);
        return new Evaluator(plan, 0).Replay(questions).Report.Scorers.Single(s => s.Scorer == scorer);
    }

    /// <summary>A score of the study that the product does not offer, because it depends on the draft's length.</summary>
    private sealed class DraftStatistic(Func<IEnumerable<double>, double> of) : SingleFeatureScorer
    {
        public override string Name => "statistic";

        public override EvidenceKinds Needs => EvidenceKinds.Draft | EvidenceKinds.DraftLogprobs;

        public override string MissingReason => "missing";

        protected override double? Score(ContextEvidence context) =>
            context.Evidence?.MeanLogprob is null ? null : of(context.Evidence.Tokens!.Where(t => !t.IsEnd).Select(t => t.Logprob!.Value));
    }
}

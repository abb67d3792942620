using System.Text.Json;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Evaluation;

/// <summary>
/// The criterion that the default scorer was chosen by (docs/decisions/0006): no set may lose more than 5 points at 1 kept, or 2
/// at 3, to the retrieval order. Sets that were chosen because the retriever is wrong do not count.
/// </summary>
public sealed class DefaultTests
{
    private const string Skip = "RAGPRUNER_TEST_ASSETS does not name a folder with XQuAD and recorded evidence";

    [Theory]
    [InlineData(null)]
    [InlineData("snippets")]
    [InlineData("manual")]
    public async Task The_default_does_no_harm_on_the_sets_of_this_repository(string? set) => await HoldsAsync(Set(set));

    [Fact(Skip = Skip, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task The_default_does_no_harm_on_xquad() =>
        await HoldsAsync(["--corpus", Asset("xquad-en", "corpus.jsonl"), "--questions", Asset("xquad-en", "questions.jsonl")]);

    [Theory(Skip = Skip, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    [InlineData("smollm2-135m-instruct")]
    [InlineData("gemma3-270m")]
    public async Task The_default_does_no_harm_on_recorded_questions_that_were_drawn_at_random(string model) =>
        await HoldsAsync(["--replay", Asset("replay", $"{model}.jsonl"), "--set", "random"]);

    [Theory]
    [InlineData(null)]
    [InlineData("snippets")]
    [InlineData("manual")]
    public async Task The_measurements_of_this_repositorys_sets_stand_in_the_docs(string? set)
    {
        var (exitCode, output, error) = await Cli.RunAsync(["eval", "--contexts", "8", .. Set(set), "--no-answers", "--json"]);
        exitCode.ShouldBe(0, error);
        var measurements = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "measurements.md"));
        foreach (var row in Tables.Scorers(output).Concat(Tables.Relevance(output)))
            measurements.ShouldContain(row);
    }

    private static async Task HoldsAsync(string[] set)
    {
        var (exitCode, output, error) = await Cli.RunAsync(["eval", "--contexts", "8", .. set, "--scorers", "retrieval,blend", "--no-answers", "--json"]);
        exitCode.ShouldBe(0, error);
        using var report = JsonDocument.Parse(output);
        var scorers = report.RootElement.GetProperty("scorers").EnumerateArray().ToDictionary(s => s.GetProperty("scorer").GetString()!, StringComparer.Ordinal);
        double Lost(string at) => scorers["retrieval"].GetProperty(at).GetDouble() - scorers["blend"].GetProperty(at).GetDouble();
        Lost("keptAt1").ShouldBeLessThanOrEqualTo(0.05);
        Lost("keptAt3").ShouldBeLessThanOrEqualTo(0.02);
    }

    private static string[] Set(string? name) => name is null ? []
        : ["--corpus", Path.Combine(Repository.Root, "samples", name, "corpus.jsonl"), "--questions", Path.Combine(Repository.Root, "samples", name, "questions.jsonl")];

    private static string Asset(params string[] parts) => Path.Combine([Repository.Assets!, "data", .. parts]);
}

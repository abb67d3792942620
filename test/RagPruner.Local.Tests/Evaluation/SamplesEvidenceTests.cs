using System.Text.Json.Nodes;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Evaluation;

/// <summary>The recording of a neural model that comes with the samples.</summary>
public sealed class SamplesEvidenceTests
{
    private static string Recording => Path.Combine(Repository.Root, "samples", "evidence", "smollm2-135m-instruct.jsonl");

    [Fact]
    public async Task It_shows_the_figures_that_the_docs_state()
    {
        var (exitCode, output, error) = await Cli.RunAsync("eval", "--replay", Recording, "--json");
        exitCode.ShouldBe(0, error);
        var report = JsonNode.Parse(output)!;
        ((int)report["answerable"]!).ShouldBe(64);
        double Kept(string scorer, string at) => Math.Round(100 * (double)report["scorers"]!.AsArray().Single(s => (string)s!["scorer"]! == scorer)![at]!, 1, MidpointRounding.AwayFromZero);
        (Kept("retrieval", "keptAt1"), Kept("retrieval", "keptAt3")).ShouldBe((70.3, 81.3));
        (Kept("blend", "keptAt1"), Kept("blend", "keptAt3")).ShouldBe((73.4, 85.9));
        // Losses too.
        (Kept("mean-logprob", "keptAt1"), Kept("listwise", "keptAt1")).ShouldBe((42.2, 28.1));
    }

    [Fact]
    public void It_is_small_and_has_every_sample_question()
    {
        new FileInfo(Recording).Length.ShouldBeLessThan(3_000_000);
        string[] Ids(string path, string member) => [.. File.ReadLines(path).Select(l => (string)JsonNode.Parse(l)![member]!)];
        Ids(Recording, "questionId").ShouldBe(Ids(Path.Combine(Repository.Root, "samples", "questions.jsonl"), "id"), ignoreOrder: true);
    }
}

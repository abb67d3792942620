using System.Xml.Linq;
using RagPruner.Local.Commands;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Gates;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Gates;

public sealed class GateTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Baseline => Path.Combine(_folder.Path, "baseline.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_evaluation_passes_its_own_baseline()
    {
        (await EvalAsync("--result", Baseline)).ExitCode.ShouldBe(0);
        var (exitCode, output, _) = await EvalAsync("--baseline", Baseline);
        exitCode.ShouldBe(0);
        output.TrimEnd().Split('\n')[^1].ShouldBe(
            "Gate passed: blend, top-k:3: 51 of 64 right, 51 before (0 won, 0 lost; 0.0 points, 95 % interval −5.7 … +5.7). It is not shown to be worse by more than 2 points.");
    }

    [Fact]
    public async Task A_quality_that_is_shown_to_be_worse_fails_with_its_own_exit_code_and_names_the_questions()
    {
        await EvalAsync("--result", Baseline);
        await RewriteAsync(letters => letters.Replace('w', 'r'));
        var (exitCode, output, _) = await EvalAsync("--baseline", Baseline);
        exitCode.ShouldBe(ExitCodes.GateFailed);
        output.ShouldContain("Gate failed: blend, top-k:3: 51 of 64 right, 64 before (0 won, 13 lost; −20.3 points");
        output.ShouldContain("It is shown to be worse by more than 2 points (--margin).");
        output.ShouldContain("  lost  q003: ranked_below");
    }

    [Fact]
    public async Task A_loss_within_the_margin_passes_and_is_told()
    {
        await EvalAsync("--result", Baseline);
        await RewriteAsync(letters => letters.Replace('w', 'r'));
        var (exitCode, output, _) = await EvalAsync("--baseline", Baseline, "--margin", "0.3");
        exitCode.ShouldBe(0);
        output.ShouldContain("13 lost");
    }

    [Fact]
    public async Task A_question_that_must_come_out_right_fails_the_gate_by_itself()
    {
        // q003 is ranked below by the default; the others come out as before.
        var questions = Questions(line => line.Contains("\"q003\"", StringComparison.Ordinal) ? line.Replace("\"kind\"", "\"severity\": \"must\", \"kind\"", StringComparison.Ordinal) : line);
        await EvalAsync("--result", Baseline);
        var (exitCode, output, _) = await EvalAsync("--questions", questions, "--corpus", Path.Combine(Repository.Root, "samples", "corpus"), "--baseline", Baseline);
        exitCode.ShouldBe(ExitCodes.GateFailed);
        output.ShouldContain("It is not shown to be worse by more than 2 points. 1 that must come out right did not: q003.");
    }

    [Fact]
    public async Task Other_questions_or_another_corpus_are_refused_with_the_way_out()
    {
        await EvalAsync("--result", Baseline);
        var (corpus, reworded) = (Path.Combine(Repository.Root, "samples", "corpus"), Questions(line => line.Replace("How long", "How much time", StringComparison.Ordinal)));
        await RefusedAsync("is of other questions or labels", "--questions", reworded, "--corpus", corpus, "--baseline", Baseline);
        await RefusedAsync("is of other questions or labels", "--limit", "10", "--baseline", Baseline);
        Copy(corpus, Path.Combine(_folder.Path, "corpus"));
        await File.AppendAllTextAsync(Path.Combine(_folder.Path, "corpus", "models", "cold-start.md"), "\nOne sentence more.\n");
        await RefusedAsync("is of another corpus", "--questions", Questions(l => l), "--corpus", Path.Combine(_folder.Path, "corpus"), "--baseline", Baseline);
    }

    [Theory]
    [InlineData("has no policy mean-logprob, top-k:3: choose one with --policy that it has (retrieval, top-k:1; blend, top-k:1;", "--scorers", "mean-logprob")]
    [InlineData("is not one of those that are compared", "--policy", "blend")]
    public async Task A_policy_that_the_baseline_lacks_is_refused_by_name(string message, params string[] args)
    {
        await EvalAsync("--scorers", "blend", "--result", Baseline);
        var (exitCode, _, error) = await Cli.RunAsync(["eval", "--no-answers", .. args, "--baseline", Baseline]);
        (exitCode, error.Contains(message, StringComparison.Ordinal)).ShouldBe((2, true), error);
    }

    [Theory]
    [InlineData("{}", "is not a result of `eval --result`")]
    [InlineData("{\"ragprunerResult\": 2, \"fingerprint\": {\"questions\": \"\", \"corpus\": null}, \"judgesAnswers\": true, \"policies\": [], \"questions\": {}}", "is not a result of this version")]
    [InlineData("{\"ragprunerResult\": 1, \"fingerprint\": {\"questions\": \"\", \"corpus\": null}, \"judgesAnswers\": true, \"policies\": [\"a\"], \"questions\": {\"q\": \"\"}}", "is not a result of this version")]
    public async Task A_file_that_is_no_result_is_refused_before_anything_is_paid_for(string content, string message) =>
        await RefusedAsync(message, "--baseline", _folder.Write("other.json", content));

    [Fact]
    public async Task A_missing_baseline_and_a_comment_without_one_are_refused()
    {
        await RefusedAsync("cannot be read", "--baseline", "/nowhere.json");
        await RefusedAsync("--markdown shows what changed: it needs --baseline.", "--markdown", Path.Combine(_folder.Path, "m.md"));
        await RefusedAsync("is there already and is not a result of eval", "--result", _folder.Write("mine.json", "{\"mine\": true}"));
    }

    [Fact]
    public async Task A_severity_that_there_is_not_is_refused_by_its_line()
    {
        var questions = Questions(line => line.Contains("\"q003\"", StringComparison.Ordinal) ? line.Replace("\"kind\"", "\"severity\": \"high\", \"kind\"", StringComparison.Ordinal) : line);
        await RefusedAsync("line 3: severity is not \"must\", the only one there is.", "--questions", questions, "--corpus", Path.Combine(Repository.Root, "samples", "corpus"));
    }

    [Fact]
    public async Task The_reports_for_build_servers_say_the_same_and_hold_no_texts()
    {
        var (junit, markdown) = (Path.Combine(_folder.Path, "j.xml"), _folder.Write("step-summary.md", ""));
        await EvalAsync("--result", Baseline);
        await RewriteAsync(letters => letters.Replace('w', 'r'));
        (await EvalAsync("--baseline", Baseline, "--junit", junit, "--markdown", markdown)).ExitCode.ShouldBe(ExitCodes.GateFailed);

        var suites = XDocument.Load(junit).Root!;
        (suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value, suites.Attribute("skipped")!.Value).ShouldBe(("75", "1", "10"));
        suites.Descendants("failure").Single().Parent!.Attribute("name")!.Value.ShouldBe("quality against the baseline");
        suites.Descendants("testcase").Single(c => c.Attribute("name")!.Value == "q003").Element("system-out")!.Value.ShouldBe("wrong: ranked_below");

        var comment = await File.ReadAllTextAsync(markdown);
        comment.ShouldContain("### ❌ RagPruner evaluation");
        comment.ShouldContain("| q003 | right | wrong | ranked_below |");
        foreach (var written in new[] { comment, await File.ReadAllTextAsync(junit), await File.ReadAllTextAsync(Baseline) })
            written.ShouldNotContain("Whose consent is required");
        // What it wrote it writes again.
        (await EvalAsync("--baseline", Baseline, "--junit", junit, "--markdown", markdown)).ExitCode.ShouldBe(ExitCodes.GateFailed);
    }

    [Fact]
    public void Annotations_stand_beside_the_questions_and_cannot_be_forged_by_an_id()
    {
        var gate = new Gate
        {
            Policy = "blend, top-k:3",
            Margin = 0.02,
            Against = new PairedCounts(0, 1, 10),
            RightNow = 5,
            RightBefore = 6,
            Won = [],
            Lost = [new("q\n::error::forged", 7, true, false, LossCause.RankedBelow, false)],
            LostMust = [new("q2", 8, true, false, null, true)],
            NotJudgedNow = 0,
        };
        GateText.Annotations(gate, "data/questions, new.jsonl").Skip(1).ShouldBe(
        [
            "::error file=data/questions%2C new.jsonl,line=8,title=must come out right::q2 does not with blend, top-k:3",
            "::warning file=data/questions%2C new.jsonl,line=7,title=lost::q%0A::error::forged was right before with blend, top-k:3: the context that holds the answer was ranked too low",
        ]);
    }

    [Fact]
    public async Task An_id_that_xml_cannot_hold_does_not_cost_the_report()
    {
        var junit = Path.Combine(_folder.Path, "j.xml");
        var questions = Questions(line => line.Replace("\"q001\"", "\"q\\u0001\"", StringComparison.Ordinal));
        (await EvalAsync("--questions", questions, "--corpus", Path.Combine(Repository.Root, "samples", "corpus"), "--junit", junit)).ExitCode.ShouldBe(0);
        XDocument.Load(junit).Descendants("testcase").Select(c => c.Attribute("name")!.Value).ShouldContain("q\uFFFD");
    }

    [Fact]
    public async Task A_replay_is_compared_like_the_evaluation_that_it_is_of()
    {
        var evidence = Path.Combine(_folder.Path, "evidence.jsonl");
        await EvalAsync("--record", evidence, "--result", Baseline);
        (await EvalAsync("--replay", evidence, "--baseline", Baseline)).ExitCode.ShouldBe(0);
    }

    // The default policy and the one that it is compared with: the gate sees no more of the others.
    private static Task<(int ExitCode, string Output, string Error)> EvalAsync(params string[] args) =>
        Cli.RunAsync(["eval", "--no-answers", .. args.Contains("--scorers") ? args : ["--scorers", "retrieval,blend", .. args]]);

    private static async Task RefusedAsync(string message, params string[] args)
    {
        var (exitCode, _, error) = await EvalAsync(args);
        exitCode.ShouldBe(2, error);
        error.ShouldContain(message);
    }

    private string Questions(Func<string, string> change) => _folder.Write(
        $"{Guid.NewGuid():N}.jsonl", string.Join('\n', File.ReadAllLines(Path.Combine(Repository.Root, "samples", "questions.jsonl")).Select(change)));

    // A question's letters stand behind its id, one question a line.
    private async Task RewriteAsync(Func<string, string> change)
    {
        var lines = await File.ReadAllLinesAsync(Baseline);
        await File.WriteAllLinesAsync(Baseline, lines.Select(l => l.TrimStart().StartsWith("\"q", StringComparison.Ordinal) && l.Split(": ") is [var id, var letters] && !id.Contains("questions", StringComparison.Ordinal)
            ? $"{id}: {change(letters)}" : l));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

using System.Text.Json;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Commands;

public sealed class LabCommandTests : IDisposable
{
    private static readonly string s_completions = Path.Combine(Repository.Root, "samples", "completions.jsonl");

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rank_orders_by_mean_log_probability() => Approved.Matches("rank", (await Cli.RunAsync("rank", s_completions)).Output);

    [Fact]
    public async Task Rank_json_has_the_same_order()
    {
        using var ranked = JsonDocument.Parse((await Cli.RunAsync("rank", s_completions, "--json")).Output);
        ranked.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()).ShouldBe(["c", "a", "b"]);
    }

    [Fact]
    public async Task Rank_puts_what_has_no_mean_last_and_reads_replies_of_servers()
    {
        var path = _folder.Write("c.jsonl", """
            {"id": "missing", "tokens": [{"token": "x", "logprob": null}]}
            {"id": "reply", "choices": [{"message": {"content": "nine"}, "logprobs": {"content": [{"token": "nine", "logprob": -0.2}]}}, {"message": {"content": "ten"}, "logprobs": {"content": [{"token": "ten", "logprob": -0.1}]}}]}
            """);
        using var ranked = JsonDocument.Parse((await Cli.RunAsync("rank", path, "--json")).Output);
        ranked.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()).ShouldBe(["reply#2", "reply#1", "missing"]);
    }

    [Fact]
    public async Task Inspect_brackets_unsure_stretches_and_lists_sharp_drops() => Approved.Matches("inspect", (await Cli.RunAsync("inspect", s_completions)).Output);

    [Fact]
    public async Task Compare_models_asks_which_is_better_calibrated()
    {
        // The same questions and drafts, right half of the time: one model claims about that, the other is always sure.
        string Evidence(string name, Func<int, double> probability) => _folder.Write(name, string.Concat(Enumerable.Range(0, 40).Select(i => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{{\"questionId\": \"q{i}\", \"question\": \"When?\", \"answers\": [\"nine\"], \"relevantContextIds\": [\"c\"], \"contexts\": [{{\"contextId\": \"c\", \"rank\": 1, \"draft\": [{{\"token\": \"{(i % 2 == 0 ? "nine" : "ten")}\", \"logprob\": {Math.Log(probability(i))}}}]}}]}}\n"))));
        var (exitCode, output, error) = await Cli.RunAsync("compare-models", Evidence("base.jsonl", _ => 0.95), Evidence("tuned.jsonl", i => i % 2 == 0 ? 0.9 : 0.1));
        exitCode.ShouldBe(0, error);
        Approved.Matches("compare-models", output);
        output.ShouldEndWith("The tuned model is better calibrated.\n");
    }

    [Fact]
    public async Task Prompt_check_compares_templates_on_the_samples()
    {
        var prompts = Path.Combine(Repository.Root, "samples", "prompts");
        var (exitCode, output, error) = await Cli.RunAsync("prompt-check", "--template", Path.Combine(prompts, "question-last.txt"), "--template", Path.Combine(prompts, "question-twice.txt"));
        exitCode.ShouldBe(0, error);
        Approved.Matches("prompt-check", output);
    }

    [Fact]
    public async Task Calibrate_writes_a_profile_that_ask_uses_and_drift_watches()
    {
        var (profile, evidence) = (Path.Combine(_folder.Path, "profile.json"), Path.Combine(_folder.Path, "evidence.jsonl"));
        var (exitCode, output, error) = await Cli.RunAsync("calibrate", "--record", evidence, "--out", profile);
        exitCode.ShouldBe(0, error);
        Approved.Matches("calibrate", output.Replace(profile, "profile.json", StringComparison.Ordinal));
        var ask = await Cli.RunAsync("ask", "How long does a cold imported model take to answer?", "--profile", profile, "--keep", "coverage");
        ask.ExitCode.ShouldBe(0, ask.Error);
        ask.Output.ShouldContain("that the best context holds the answer; by the profile: ");
        (await Cli.RunAsync("eval", "--replay", evidence, "--profile", profile)).Output.ShouldContain("blend, coverage");
        (await Cli.RunAsync("drift", "--profile", profile, "--replay", evidence)).ShouldSatisfyAllConditions(d => d.ExitCode.ShouldBe(0), d => d.Output.ShouldContain("No drift beyond chance."));
        var shifted = _folder.Write("shifted.jsonl", System.Text.RegularExpressions.Regex.Replace(await File.ReadAllTextAsync(evidence), "\"retrievalScore\":", "\"retrievalScore\":1"));
        (await Cli.RunAsync("drift", "--profile", profile, "--replay", shifted)).ShouldSatisfyAllConditions(d => d.ExitCode.ShouldBe(5), d => d.Output.ShouldContain("Calibrate again"));
    }

    [Fact]
    public async Task A_profile_of_another_model_is_refused()
    {
        var profile = Path.Combine(_folder.Path, "profile.json");
        await Cli.RunAsync("calibrate", "--out", profile);
        await File.WriteAllTextAsync(profile, (await File.ReadAllTextAsync(profile)).Replace("\"draftModel\": \"embedded\"", "\"draftModel\": \"other\"", StringComparison.Ordinal));
        (await Cli.RunAsync("ask", "q", "--profile", profile)).ShouldBe((2, "", "ragpruner: The profile was made for another drafting model. Calibrate again with this one.\n"));
    }

    [Theory]
    [InlineData("eval", "--replay", "{file}", "--report", "{file}")]
    [InlineData("eval", "--report", "{file}")]
    [InlineData("calibrate", "--out", "{file}")]
    public async Task A_file_of_another_kind_is_never_overwritten(params string[] args)
    {
        var path = _folder.Write("precious.jsonl", """{"questionId": "a", "question": "q", "contexts": []}""");
        var (exitCode, _, error) = await Cli.RunAsync([.. args.Select(a => a == "{file}" ? path : a)]);
        exitCode.ShouldBe(2);
        error.ShouldContain($"{path} is there already and is not a ");
        (await File.ReadAllTextAsync(path)).ShouldContain("questionId");
    }

    [Fact]
    public async Task A_report_takes_the_place_of_an_earlier_one_even_behind_a_link()
    {
        var (report, link) = (Path.Combine(_folder.Path, "report.html"), Path.Combine(_folder.Path, "latest.html"));
        File.CreateSymbolicLink(link, report);
        (await Cli.RunAsync("eval", "--limit", "30", "--report", report, "--json")).ExitCode.ShouldBe(0);
        var length = new FileInfo(report).Length;
        (await Cli.RunAsync("eval", "--report", link, "--json")).ExitCode.ShouldBe(0);
        new FileInfo(report).Length.ShouldNotBe(length);
        new FileInfo(link).LinkTarget.ShouldBe(report);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("--cut must be a log probability, at most 0, and --drop above 0.", "inspect", "samples/completions.jsonl", "--cut", "3")]
    [InlineData("/nowhere/report.html cannot be written: it is a folder, or its folder does not exist.", "eval", "--report", "/nowhere/report.html")]
    [InlineData("Give either a file of completions or --prompt.", "rank")]
    [InlineData("The completions file /nowhere does not exist.", "inspect", "/nowhere")]
    [InlineData("--prompt needs --model-url and --model.", "rank", "--prompt", "Say it.")]
    [InlineData("The evidence file /nowhere does not exist.", "eval", "--replay", "/nowhere")]
    [InlineData("--replay has the questions and the evidence: leave out --record, --questions and --squad.", "eval", "--replay", "/nowhere", "--record", "/nowhere")]
    [InlineData("The keep rule coverage needs --profile.", "eval", "--keep", "coverage")]
    [InlineData("The keep rule coverage needs a profile.", "ask", "q", "--keep", "coverage")]
    [InlineData("The profile /nowhere cannot be read.", "ask", "q", "--profile", "/nowhere")]
    [InlineData("--margin must be from 0 to 1.", "eval", "--margin", "2")]
    [InlineData("No question has the set that --set names.", "eval", "--set", "none")]
    [InlineData("drift needs --profile.", "drift", "--replay", "/nowhere")]
    [InlineData("Give two templates or more: --template a.txt --template b.txt.", "prompt-check", "--template", "samples/prompts/question-last.txt")]
    [InlineData("The template /nowhere does not exist.", "prompt-check", "--template", "/nowhere")]
    [InlineData("The coverage must be at least 0.5 and below 1.", "calibrate", "--coverage", "1.5")]
    [InlineData("The risks must be from 0 to below 1, of answer at most that of review, of review at most that of clarify.", "calibrate", "--answer-risk", "0.5")]
    public async Task Wrong_input_is_one_line_and_exit_code_2(string message, params string[] args)
    {
        var (exitCode, output, error) = await Cli.RunAsync([.. args.Select(a => a.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, a) : a)]);
        (exitCode, output).ShouldBe((2, ""));
        error.Trim().Split('\n')[^1].ShouldBe($"ragpruner: {message}");
    }
}

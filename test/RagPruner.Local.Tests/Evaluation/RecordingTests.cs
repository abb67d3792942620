using RagPruner.Drafting;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Tests.Support;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Evaluation;

public sealed class RecordingTests : IDisposable
{
    private readonly Folder _folder = new();

    private string Evidence => Path.Combine(_folder.Path, "evidence.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_gives_the_figures_of_the_recording()
    {
        var live = (await Cli.RunAsync("eval", "--record", Evidence, "--json")).Output;
        // The clock of these tests stands still, so that even the times are the same.
        (await Cli.RunAsync("eval", "--replay", Evidence, "--json")).Output.ShouldBe(live);
    }

    [Fact]
    public async Task What_was_recorded_is_not_collected_again_and_a_torn_line_is()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "mean-logprob", "--json");
        var lines = await File.ReadAllLinesAsync(Evidence);
        // The process was killed within the fourth line; the third is marked to see that it stays.
        await File.WriteAllTextAsync(Evidence, $"{lines[0]}\n{lines[1]}\n{lines[2].Replace("\"retrieveMilliseconds\":0", "\"retrieveMilliseconds\":7", StringComparison.Ordinal)}\n{lines[3][..40]}");
        var (exitCode, _, error) = await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "mean-logprob", "--json");
        exitCode.ShouldBe(0, error);
        var again = await File.ReadAllLinesAsync(Evidence);
        again.Length.ShouldBe(lines.Length);
        again[2].ShouldContain("\"retrieveMilliseconds\":7");
        again.Order(StringComparer.Ordinal).Where((_, i) => i != 2).Count().ShouldBe(lines.Length - 1);
    }

    [Fact]
    public async Task Further_rules_take_the_recorded_drafts_and_add_their_answers()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "mean-logprob", "--keep", "top-k:1", "--limit", "3", "--json");
        await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "mean-logprob", "--keep", "top-k:2", "--limit", "3", "--json");
        // Each question has one line, the last.
        (await File.ReadAllLinesAsync(Evidence)).Length.ShouldBe(3);
        var read = RecordedEvidence.Read(Evidence);
        read.Count.ShouldBe(3);
        read[0].Answers.Select(a => a.ContextIds.Count).Distinct().Order().ShouldBe([1, 2, read[0].Contexts.Count(c => c.MergedInto is null)]);
    }

    [Fact]
    public async Task A_recording_is_in_the_order_of_the_questions_and_its_bytes_are_the_same_again()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--no-answers", "--json");
        var ids = RecordedEvidence.Read(Evidence).Select(q => q.Question.Id).ToArray();
        ids.ShouldBe(EvalQuestion.Read(Path.Combine(Repository.Root, "samples", "questions.jsonl")).Select(q => q.Id));
        var again = Path.Combine(_folder.Path, "again.jsonl");
        await Cli.RunAsync("eval", "--record", again, "--no-answers", "--json");
        (await File.ReadAllBytesAsync(again)).ShouldBe(await File.ReadAllBytesAsync(Evidence));
    }

    [Fact]
    public async Task However_many_drafts_run_at_once_the_figures_are_the_same_bytes()
    {
        var one = (await Cli.RunAsync("eval", "--parallel", "1", "--json")).Output;
        (await Cli.RunAsync("eval", "--parallel", "8", "--json")).Output.ShouldBe(one);
    }

    [Fact]
    public async Task Two_recordings_and_their_lines_shuffled_calibrate_to_the_same_profile()
    {
        var (one, other, shuffled) = (Evidence, Path.Combine(_folder.Path, "other.jsonl"), Path.Combine(_folder.Path, "shuffled.jsonl"));
        foreach (var path in new[] { one, other })
            (await Cli.RunAsync("eval", "--record", path, "--no-answers", "--json")).ExitCode.ShouldBe(0);
        var lines = await File.ReadAllLinesAsync(one);
        new Random(1).Shuffle(lines);
        await File.WriteAllLinesAsync(shuffled, lines);
        var profiles = new List<string>();
        foreach (var path in new[] { one, other, shuffled })
        {
            var profile = Path.Combine(_folder.Path, $"{profiles.Count}.json");
            (await Cli.RunAsync("calibrate", "--replay", path, "--out", profile)).ExitCode.ShouldBe(0);
            profiles.Add(await File.ReadAllTextAsync(profile));
        }
        profiles[1].ShouldBe(profiles[0]);
        profiles[2].ShouldBe(profiles[0]);
    }

    [Fact]
    public async Task Evaluation_and_calibration_end_in_the_same_recommendation()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--json");
        var evaluated = (await Cli.RunAsync("eval", "--replay", Evidence)).Output;
        var calibrated = (await Cli.RunAsync("calibrate", "--replay", Evidence, "--out", Path.Combine(_folder.Path, "profile.json"))).Output;
        var recommended = evaluated.TrimEnd().Split('\n')[^1];
        recommended.ShouldStartWith("Not enough questions: on 74 no policy is shown to lose at most 2 points");
        calibrated.TrimEnd().Split('\n')[^1].ShouldBe(recommended);
    }

    [Fact]
    public async Task A_recording_meets_its_schema()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--limit", "3", "--json");
        foreach (var line in await File.ReadAllLinesAsync(Evidence))
            Schemas.Check("recording", line);
    }

    [Theory]
    [InlineData("All", EvidenceKinds.OneCall)]
    [InlineData("Every", EvidenceKinds.OneCall | EvidenceKinds.Sufficiency | EvidenceKinds.ClosedBook)]
    [InlineData("Draft, QuestionPrior", EvidenceKinds.Draft | EvidenceKinds.QuestionPrior)]
    public async Task What_a_recording_was_asked_for_means_the_same_in_every_version(string asked, EvidenceKinds kinds)
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "gain,sufficiency", "--limit", "1", "--json");
        var line = await File.ReadAllTextAsync(Evidence);
        RecordedEvidence.Read(Evidence)[0].Origin!.Asked.HasFlag(EvidenceKinds.Sufficiency | EvidenceKinds.ClosedBook).ShouldBeTrue();
        await File.WriteAllTextAsync(Evidence, System.Text.RegularExpressions.Regex.Replace(line, "\"asked\":\"[^\"]*\"", $"\"asked\":\"{asked}\""));
        RecordedEvidence.Read(Evidence)[0].Origin!.Asked.ShouldBe(kinds);
    }

    [Fact]
    public async Task A_recording_for_other_scorers_is_not_mixed_with_this_one()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "question-likelihood", "--limit", "2", "--json");
        (await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "gain", "--limit", "2", "--json")).Error.ShouldContain("or for other scorers: choose another file");
        (await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "question-likelihood", "--contexts", "3", "--limit", "2", "--json")).Error.ShouldContain("with other models, options or");
    }

    [Theory]
    [InlineData("{\"not\": \"evidence\"}")]
    [InlineData("first line\nsecond line")]
    public async Task A_file_that_is_not_ours_is_refused_and_stays_as_it_is(string content)
    {
        var path = _folder.Write("precious.json", content);
        (await Cli.RunAsync("eval", "--record", path, "--limit", "1")).ExitCode.ShouldBe(2);
        (await File.ReadAllTextAsync(path)).ShouldBe(content);
    }

    [Fact]
    public async Task A_whole_last_line_without_its_end_is_kept()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--limit", "2", "--json");
        var content = await File.ReadAllTextAsync(Evidence);
        await File.WriteAllTextAsync(Evidence, content.TrimEnd('\n'));
        await Cli.RunAsync("eval", "--record", Evidence, "--limit", "2", "--json");
        (await File.ReadAllTextAsync(Evidence)).ShouldBe(content);
    }

    [Fact]
    public async Task Corrected_labels_are_taken_with_the_recorded_evidence()
    {
        var corpus = _folder.Write("c.jsonl", "{\"id\": \"a\", \"text\": \"The ferry leaves at nine.\"}\n{\"id\": \"b\", \"text\": \"Ferry dogs travel free.\"}");
        string Questions(string relevant) => _folder.Write("q.jsonl", $"{{\"id\": \"1\", \"question\": \"When does the ferry leave?\", \"answers\": [\"nine\"], \"relevantContextIds\": [\"{relevant}\"]}}");
        async Task<double> KeptAt1(string relevant)
        {
            using var report = System.Text.Json.JsonDocument.Parse((await Cli.RunAsync("eval", "--corpus", corpus, "--questions", Questions(relevant), "--record", Evidence, "--json")).Output);
            return report.RootElement.GetProperty("scorers")[0].GetProperty("keptAt1").GetDouble();
        }
        (await KeptAt1("b"), await KeptAt1("a")).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_replay_without_the_answers_of_a_rule_says_so_and_does_not_recommend_it()
    {
        await Cli.RunAsync("eval", "--record", Evidence, "--scorers", "retrieval", "--keep", "top-k:1", "--json");
        var (_, output, _) = await Cli.RunAsync("eval", "--replay", Evidence, "--scorers", "retrieval", "--keep", "top-k:2");
        output.ShouldContain("Note: retrieval, top-k:2 could be judged on");
        output.ShouldContain("because the recording lacks the other answers; it is not comparable.");
        output.ShouldEndWith("Record with these rules, or compare with --no-answers.\n");
    }

    [Fact]
    public async Task An_interrupted_evaluation_says_so_and_loses_nothing()
    {
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();
        // Nothing was done yet: there is nothing to report.
        (await Cli.RunAsync(interrupt.Token, "eval", "--record", Evidence)).ExitCode.ShouldBe(130);
        File.Exists(Evidence).ShouldBeTrue();
        (await Cli.RunAsync("eval", "--record", Evidence, "--limit", "1")).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("{}", "questionId, question or contexts is missing or empty")]
    [InlineData("""{"questionId": "a", "question": "q", "contexts": [{"contextId": "c", "rank": 2}]}""", "ranks from 1 without gaps")]
    [InlineData("""{"questionId": "a", "question": "q", "contexts": [{"contextId": "c", "rank": 1}, {"contextId": "c", "rank": 2}]}""", "a contextId twice")]
    [InlineData("""{"questionId": "a", "question": "q", "contexts": [{"contextId": "c", "rank": 1, "draft": [null]}]}""", "a list holds null")]
    [InlineData("""{"questionId": "a", "question": "q", "contexts": "none"}""", "not a valid JSON object of this kind at contexts")]
    public async Task A_malformed_line_is_named(string line, string message)
    {
        var path = _folder.Write("bad.jsonl", $"{{\"questionId\": \"x\", \"question\": \"q\", \"contexts\": []}}\n{line}\n");
        (await Cli.RunAsync("eval", "--replay", path)).Error.ShouldSatisfyAllConditions(e => e.ShouldContain($"{path}, line 2: "), e => e.ShouldContain(message));
    }

    [Fact]
    public void A_missing_log_probability_stays_missing()
    {
        var path = _folder.Write("e.jsonl", """{"questionId": "a", "question": "q", "contexts": [{"contextId": "c", "rank": 1, "draft": [{"token": "nine", "logprob": -0.5}, {"token": " pm", "logprob": null}], "questionLogprobs": [-1, null]}]}""");
        var evidence = RecordedEvidence.Read(path)[0].Contexts[0].Evidence!;
        (evidence.Draft, evidence.MeanLogprob, evidence.QuestionLogprob).ShouldBe(("nine pm", null, null));
    }

    [Fact]
    public void Every_kind_of_evidence_survives_the_file()
    {
        var evidence = new Evidence
        {
            Draft = "nine",
            Tokens = [new CompletionToken("nine", -0.5), new CompletionToken("\"", -0.1) { IsEnd = true }],
            QuestionLogprobs = [-1, -2],
            Sufficiency = new Sufficiency(-0.2, -1.7),
            ClosedBookLogprobs = [-3, -4],
            InputTokens = 40,
            OutputTokens = 2,
        };
        var recorded = new RecordedQuestion(new EvalQuestion("a", "q", ["nine"], ["c"]), [new PendingContext(new Contexts.Context { Id = "c", Rank = 1, Text = "At nine." }) { Evidence = evidence }]);
        var path = _folder.Write("e.jsonl", RecordedEvidence.Line(recorded) + "\n");
        var read = RecordedEvidence.Read(path)[0].Contexts[0].Evidence!;
        (read.MeanLogprob, read.QuestionLogprob, read.Gain, read.Sufficiency, read.InputTokens, read.OutputTokens)
            .ShouldBe((evidence.MeanLogprob, evidence.QuestionLogprob, evidence.Gain, evidence.Sufficiency, 40, 2));
    }
}

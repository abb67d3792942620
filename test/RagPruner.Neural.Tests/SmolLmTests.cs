using System.Globalization;
using System.Text.Json;
using RagPruner.Drafting;
using RagPruner.Local.Commands;
using RagPruner.Models;
using RagPruner.Neural.Gguf;
using RagPruner.Neural.Tests.Support;

namespace RagPruner.Neural.Tests;

/// <summary>The real, very small model of the test data.</summary>
[Trait("Category", "NeuralModel")]
public sealed class SmolLmTests
{
    private const string System = "You answer questions about a passage. Give only the short answer, copied from the passage.";
    private const string Begun = "The answer is \"";

    // One takes 10 s on an idle machine, all 12 a minute and a half; a command in docs/measurements.md compares them.
    private static readonly int s_questions = int.TryParse(Environment.GetEnvironmentVariable("RAGPRUNER_RECORDED_QUESTIONS"), CultureInfo.InvariantCulture, out var questions) ? questions : 1;

    // To ask for no more of the prompt's numbers than are compared saves a tenth of the time.
    private const int TokensAroundTheQuestion = 24;
    private const string NoAssets = "RAGPRUNER_TEST_ASSETS does not name a folder with the model";

    private static string Gguf => Path.Combine(Repository.Assets!, "models", "SmolLM2-135M-Instruct.Q4_1.gguf");

    [Fact(Skip = NoAssets, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task A_recording_made_elsewhere_agrees_in_counts_spans_and_means()
    {
        // Beside other tests, more threads would only wait for each other.
        using var model = GgufModel.Load(new GgufOptions(Gguf) { Threads = 1 });
        var texts = Lines("xquad-en", "corpus.jsonl").ToDictionary(l => l.GetProperty("id").GetString()!, l => l.GetProperty("text").GetString()!);
        var request = new CompletionRequest(new Prompt("", "") { Stops = DraftPrompt.Stops }, 20) { Logprobs = true, Alternatives = 20 };
        var (questions, drafts) = (new List<double>(), new List<double>());
        foreach (var question in Lines("replay", "smollm2-135m-instruct.jsonl").Take(s_questions))
        {
            var asked = question.GetProperty("question").GetString()!;
            foreach (var context in question.GetProperty("contexts").EnumerateArray())
            {
                var where = $"{question.GetProperty("questionId")} {context.GetProperty("contextId")}";
                var recorded = context.GetProperty("draft").EnumerateArray().ToArray();
                var turn = $"Passage: {texts[context.GetProperty("contextId").GetString()!]}\n\nQuestion: {asked}";
                var ofQuestion = context.GetProperty("questionLogprobs").EnumerateArray().Select(p => p.GetDouble()).ToArray();
                var prompt = model.Form.Render(new Prompt(System, turn) { Begun = Begun });
                var completion = await model.CompleteAsync(prompt, request with { PromptTokens = ofQuestion.Length + TokensAroundTheQuestion }, null, TestContext.Current.CancellationToken);
                completion.InputTokens.ShouldBe(context.GetProperty("promptTokens").GetInt32(), where);
                var found = QuestionSpan.Find(completion.PromptTokens!, asked, DraftPrompt.Lead)!;
                found.Count.ShouldBe(ofQuestion.Length, where);
                questions.Add(Math.Abs(LogProbability.Mean(found)!.Value - ofQuestion.Average()));
                // Processors do not share the last digits. A draft may part from the recorded one, but only where both go on about as well.
                var parted = completion.Tokens!.Zip(recorded).FirstOrDefault(p => p.First.Text != p.Second.GetProperty("token").GetString());
                if (parted.First is null)
                    drafts.Add(Math.Abs(LogProbability.Mean(completion.Tokens!.Take(recorded.Length).Select(t => t.Logprob))!.Value - recorded.Average(t => t.GetProperty("logprob").GetDouble())));
                else
                    (parted.First.Logprob - parted.First.Top.Single(t => t.Text == parted.Second.GetProperty("token").GetString()).Logprob)!.Value.ShouldBeLessThan(1, where);
            }
        }
        questions.Count.ShouldBe(6 * s_questions);
        questions.Max().ShouldBeLessThan(0.1);
        TestContext.Current.SendDiagnosticMessage($"{drafts.Count} drafts are the same, their means at most {drafts.Max():0.000} apart; those of questions {questions.Max():0.000}.");
        drafts.Count.ShouldBeGreaterThanOrEqualTo(4 * s_questions);
        // 0.09 to 0.11 by processor.
        drafts.Max().ShouldBeLessThan(0.15);
    }

    [Fact(Skip = NoAssets, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task A_question_on_the_samples_is_answered_in_this_process()
    {
        var (exitCode, output, error) = await NeuralCli.RunAsync("ask", "How long was Purser silent after the model replacement in March 2025?", "--gguf", Gguf,
            "--contexts", "3", "--keep", "top-k:1", "--scorer", "question-likelihood");
        exitCode.ShouldBe(ExitCodes.Success, error);
        output.ShouldContain("Ranked by question-likelihood, kept by top-k.");
        output.ShouldContain("answer");
    }

    [Fact(Skip = NoAssets, SkipUnless = nameof(Repository.HasAssets), SkipType = typeof(Repository))]
    public async Task A_call_that_is_cancelled_while_the_prompt_is_read_leaves_nothing_behind()
    {
        using var model = GgufModel.Load(new GgufOptions(Gguf));
        var request = new CompletionRequest(new Prompt("", "") { Stops = DraftPrompt.Stops }, 2) { Logprobs = true };
        var expected = await model.CompleteAsync("The quick brown fox", request, null, TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        // Some seconds' worth of reading.
        var longer = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 150));
        await Should.ThrowAsync<OperationCanceledException>(() => model.CompleteAsync(longer, request, null, source.Token));
        var again = await model.CompleteAsync("The quick brown fox", request, null, TestContext.Current.CancellationToken);
        again.Tokens!.Select(t => t.Logprob).ShouldBe(expected.Tokens!.Select(t => t.Logprob));
    }

    private static IEnumerable<JsonElement> Lines(string folder, string file) =>
        File.ReadLines(Path.Combine(Repository.Assets!, "data", folder, file)).Select(l => JsonDocument.Parse(l).RootElement);
}

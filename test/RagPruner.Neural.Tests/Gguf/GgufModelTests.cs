using RagPruner.Errors;
using RagPruner.Local.Tests.Support;
using RagPruner.Models;
using RagPruner.Neural.Gguf;
using RagPruner.Neural.Tests.Support;

namespace RagPruner.Neural.Tests.Gguf;

/// <summary>On a tiny model that is written here.</summary>
public sealed class GgufModelTests : IDisposable
{
    private readonly Folder _folder = new();

    private CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_it_wrote_it_reads_with_the_same_log_probabilities()
    {
        using var model = Load();
        var written = await model.CompleteAsync("What comes next?", Request(8), null, Cancellation);
        written.Tokens!.Count.ShouldBe(8);
        var read = await model.CompleteAsync($"What comes next?{written.Text}", Request(1, promptTokens: int.MaxValue), null, Cancellation);
        // One token at a time is computed by other means than several, to within rounding.
        var behind = read.PromptTokens!.Skip("What comes next?".Length).ToArray();
        string.Concat(read.PromptTokens!.Select(t => t.Text)).ShouldStartWith("What comes next?");
        if (!written.Text.Contains('\uFFFD'))
            behind.Select(t => t.Logprob!.Value).ShouldBe(written.Tokens.Select(t => t.Logprob!.Value), 1e-3);
        read.PromptTokens![0].Logprob.ShouldBeNull();
    }

    [Fact]
    public async Task Alternatives_come_best_first_and_the_written_token_is_the_best()
    {
        using var model = Load();
        var written = await model.CompleteAsync("Which?", Request(5) with { Alternatives = 20 }, null, Cancellation);
        foreach (var token in written.Tokens!)
        {
            token.Top.Count.ShouldBe(20);
            token.Top[0].Logprob.ShouldBe(token.Logprob);
            token.Top.Select(t => t.Logprob!.Value).ShouldBe(token.Top.Select(t => t.Logprob!.Value).OrderDescending());
            token.Top.Sum(t => Math.Exp(t.Logprob!.Value)).ShouldBeLessThan(1.0001);
        }
    }

    [Fact]
    public async Task States_that_are_put_back_change_no_digit()
    {
        const string Passage = "A passage that is long enough for its state to be worth keeping, which takes some forty-eight tokens and more. ";
        string[] questions = ["First?", "And what of a second question, that is longer?", "First?", "Third: how?", "And what"];
        using var without = Load(new GgufOptions(Path) { CacheMemoryBytes = 0 });
        using var with = Load();
        using var disk = Load(Disk);
        foreach (var question in questions)
        {
            // In between, something else is read, so that nothing is there but what was kept.
            foreach (var prompt in new[] { Passage + question, "Something else, long enough too, so that it takes the place of what was there before it." })
            {
                var expected = Figures(await Alone(prompt));
                Figures(await without.CompleteAsync(prompt, Request(4, promptTokens: 60), null, Cancellation)).ShouldBe(expected);
                Figures(await with.CompleteAsync(prompt, Request(4, promptTokens: 60), null, Cancellation)).ShouldBe(expected);
                Figures(await disk.CompleteAsync(prompt, Request(4, promptTokens: 60), null, Cancellation)).ShouldBe(expected);
            }
        }
        // And from the disk alone, in another run.
        disk.Dispose();
        using var later = Load(Disk);
        Figures(await later.CompleteAsync(Passage + "Last?", Request(4, promptTokens: 60), null, Cancellation)).ShouldBe(Figures(await Alone(Passage + "Last?")));

        async Task<Completion> Alone(string prompt)
        {
            using var fresh = Load(new GgufOptions(Path) { CacheMemoryBytes = 0 });
            return await fresh.CompleteAsync(prompt, Request(4, promptTokens: 60), null, Cancellation);
        }
    }

    [Fact]
    public async Task A_state_that_changed_on_the_disk_is_read_again()
    {
        const string Prompt = "A passage that is long enough for its state to be worth keeping, which takes some forty-eight tokens and more.";
        string expected;
        using (var model = Load(Disk))
            expected = Figures(await model.CompleteAsync(Prompt, Request(3, promptTokens: 9), null, Cancellation));
        var file = Directory.GetFiles(_folder.Path, "states-*.db").Single();
        await using (var stream = File.Open(file, FileMode.Open))
        {
            // Somewhere in the middle of the state, which takes most of the file.
            stream.Seek(stream.Length / 2, SeekOrigin.Begin);
            stream.Write(new byte[64]);
        }
        using (var again = Load(Disk))
            Figures(await again.CompleteAsync(Prompt, Request(3, promptTokens: 9), null, Cancellation)).ShouldBe(expected);
        File.WriteAllText(file, "no database");
        foreach (var beside in Directory.GetFiles(_folder.Path, "states-*.db-*"))
            File.Delete(beside);
        using var anew = Load(Disk);
        Figures(await anew.CompleteAsync(Prompt, Request(3, promptTokens: 9), null, Cancellation)).ShouldBe(expected);
    }

    [Fact]
    public async Task Threads_change_no_digit()
    {
        using var one = Load(new GgufOptions(Path) { Threads = 1 });
        using var two = Load(new GgufOptions(Path) { Threads = 2 });
        var prompt = string.Concat(Enumerable.Repeat("Some words to read. ", 12));
        Figures(await two.CompleteAsync(prompt, Request(4, promptTokens: 90), null, Cancellation))
            .ShouldBe(Figures(await one.CompleteAsync(prompt, Request(4, promptTokens: 90), null, Cancellation)));
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_no_failure()
    {
        using var model = Load();
        (await model.CompleteAsync(new string('x', TinyGguf.ContextTokens + 1), Request(4), null, Cancellation)).StopCause.ShouldBe(StopCause.TooLong);
        // One that just fits leaves room for as many tokens as are left.
        var full = await model.CompleteAsync(new string('x', TinyGguf.ContextTokens - 3), Request(100), null, Cancellation);
        full.OutputTokens!.Value.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task What_is_cancelled_ends_and_the_next_call_is_as_if_it_had_not_been()
    {
        using var model = Load();
        var prompt = string.Concat(Enumerable.Repeat("Some words to read. ", 12));
        var expected = Figures(await model.CompleteAsync(prompt, Request(6, promptTokens: 20), null, Cancellation));
        using var source = new CancellationTokenSource();
        var deltas = new Cancelling(source);
        await Should.ThrowAsync<OperationCanceledException>(() => model.CompleteAsync("Another prompt", Request(400), deltas, source.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => model.CompleteAsync(prompt, Request(6), null, new CancellationToken(canceled: true)));
        Figures(await model.CompleteAsync(prompt, Request(6, promptTokens: 20), null, Cancellation)).ShouldBe(expected);
    }

    [Fact]
    public async Task Calls_side_by_side_give_what_each_gives_alone()
    {
        using var model = Load();
        string[] prompts = [.. Enumerable.Range(0, 6).Select(i => $"Prompt {i}, of its own, and long enough to be worth its state in the cache.")];
        var alone = new List<string>();
        foreach (var prompt in prompts)
            alone.Add(Figures(await model.CompleteAsync(prompt, Request(4, promptTokens: 30), null, Cancellation)));
        var together = await Task.WhenAll(prompts.Select(p => model.CompleteAsync(p, Request(4, promptTokens: 30), null, Cancellation)));
        together.Select(Figures).ShouldBe(alone);
    }

    [Fact]
    public async Task Sampling_repeats_with_its_seed()
    {
        using var model = Load();
        Task<Completion> SampleAsync(int seed) => model.CompleteAsync("Say something.", Request(12) with { Temperature = 1.5, Seed = seed }, null, Cancellation);
        var first = (await SampleAsync(1)).Tokens!.Select(t => t.Logprob);
        (await SampleAsync(1)).Tokens!.Select(t => t.Logprob).ShouldBe(first);
        (await SampleAsync(2)).Tokens!.Select(t => t.Logprob).ShouldNotBe(first);
    }

    [Fact]
    public void Messages_are_written_by_the_files_own_template_and_a_begun_turn_stays_open()
    {
        using var model = Load();
        model.Form.Render(new Prompt("S", "U") { Begun = "The answer is \"" }).ShouldBe(
            "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\nThe answer is \"");
        model.Form.Render(new Prompt("", "U")).ShouldBe("<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n");
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_in_one_line()
    {
        Refused(_folder.Write("none.gguf", "no model")).ShouldEndWith("none.gguf is no GGUF file.");
        Refused(System.IO.Path.Combine(_folder.Path, "absent.gguf")).ShouldContain("there is no such file");
        Refused(_folder.Write("cut.gguf", TinyGguf.Bytes()[..5_000])).ShouldContain("cut.gguf cannot be loaded");
        Refused(_folder.Write("plain.gguf", TinyGguf.Bytes(template: null))).ShouldContain("--chat-template");
        Refused(_folder.Write("odd.gguf", TinyGguf.Bytes(template: "{{ nothing that anybody knows }}"))).ShouldContain("--chat-template");
        Refused(Path, "nonesuch").ShouldContain("--chat-template names none");
        using var named = GgufModel.Load(new GgufOptions(_folder.Write("plain.gguf", TinyGguf.Bytes(template: null))) { ChatTemplate = "chatml" });
        named.Form.Render(new Prompt("", "U")).ShouldStartWith("<|im_start|>user");
    }

    [Fact]
    public void A_context_that_no_machine_has_memory_for_is_refused() =>
        Should.Throw<PrunerInvalidInput>(() => GgufModel.Load(new GgufOptions(Path) { ContextTokens = 2_000_000_000 })).Message.ShouldContain("--context-size");

    private string Path => _path ??= _folder.Write("tiny.gguf", TinyGguf.Bytes());

    private string? _path;

    private GgufOptions Disk => new(Path) { CacheMemoryBytes = 0, CacheDisk = (_folder.Path, 64 << 20) };

    private GgufModel Load(GgufOptions? options = null) => GgufModel.Load(options ?? new GgufOptions(Path));

    private static CompletionRequest Request(int maxTokens, int promptTokens = 0) =>
        new(new Prompt("", ""), maxTokens) { Logprobs = true, Alternatives = 3, PromptTokens = promptTokens };

    // Every digit of every number.
    private static string Figures(Completion completion) => FormattableString.Invariant(
        $"{completion.Text}|{string.Join(' ', completion.Tokens!.Select(t => $"{t.Logprob:R}"))}|{string.Join(' ', completion.PromptTokens!.Select(t => $"{t.Logprob:R}"))}");

    private static string Refused(string path, string? template = null)
    {
        var message = Should.Throw<PrunerInvalidInput>(() => GgufModel.Load(new GgufOptions(path) { ChatTemplate = template })).Message;
        message.ShouldNotContain("\n");
        return message;
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<string>
    {
        public void Report(string value) => source.Cancel();
    }
}

using System.Text.Json.Nodes;
using RagPruner.Local.Commands;
using RagPruner.Local.Tests.Support;
using RagPruner.Neural.Downloads;
using RagPruner.Neural.Tests.Support;

namespace RagPruner.Neural.Tests.Commands;

public sealed class NeuralCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_of_the_light_tool_is_here_with_the_models_of_this_one()
    {
        var (_, light, _) = await LightAsync("--help");
        var (exitCode, output, _) = await NeuralCli.RunAsync("--help");
        exitCode.ShouldBe(ExitCodes.Success);
        string[] Commands(string help) => [.. help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).Select(l => l.Trim().Split(' ')[0]).Where(c => c.Length > 0)];
        Commands(output).Except(Commands(light)).ShouldBe(["serve", "models"]);
        Commands(light).Except(Commands(output)).ShouldBeEmpty();
        foreach (var command in new[] { "ask", "eval", "calibrate", "conflicts", "questions", "prompt-check", "drift", "rank", "inspect", "up" })
            (await NeuralCli.RunAsync(command, "--help")).Output.ShouldContain("--gguf", customMessage: command);
        (await LightAsync("ask", "--help")).Output.ShouldNotContain("--gguf");
    }

    [Fact]
    public async Task A_question_is_answered_by_a_model_in_this_process()
    {
        var (exitCode, output, error) = await NeuralCli.RunAsync("ask", "When?", "--gguf", Tiny, "--documents", Documents, "--scorer", "mean-logprob", "--json");
        exitCode.ShouldBe(ExitCodes.Success, error);
        var reply = JsonNode.Parse(output)!;
        reply["contexts"]!.AsArray().Count.ShouldBe(2);
        ((int)reply["usage"]!["calls"]!).ShouldBe(3);
        // What is drafted is the same in every run.
        var (_, again, _) = await NeuralCli.RunAsync("ask", "When?", "--gguf", Tiny, "--documents", Documents, "--scorer", "mean-logprob", "--json", "--cache-memory", "0");
        JsonNode.Parse(again)!["contexts"]!.ToJsonString().ShouldBe(reply["contexts"]!.ToJsonString());
    }

    [Fact]
    public async Task Completions_are_ranked_by_a_model_in_this_process()
    {
        var (exitCode, output, error) = await NeuralCli.RunAsync("rank", "--prompt", "Say", "--gguf", Tiny, "--count", "3", "--max-tokens", "6", "--json");
        exitCode.ShouldBe(ExitCodes.Success, error);
        JsonNode.Parse(output)!.ToJsonString().ShouldContain("\"3\"");
    }

    [Theory]
    [InlineData("no GGUF file", "ask", "q", "--gguf", "{text}")]
    [InlineData("there is no such file", "ask", "q", "--gguf", "absent")]
    [InlineData("--final-gguf needs --gguf", "ask", "q", "--final-gguf", "{tiny}")]
    [InlineData("--threads must be", "ask", "q", "--gguf", "{tiny}", "--threads", "0")]
    [InlineData("--cache-memory must be", "ask", "q", "--gguf", "{tiny}", "--cache-memory", "-1")]
    [InlineData("leave out --model-url", "ask", "q", "--gguf", "{tiny}", "--model-url", "http://127.0.0.1:1/v1", "--model", "m")]
    [InlineData("leave out --retrieval", "ask", "q", "--bedrock", "--retrieval", "dense", "--knowledge-base", "ABCDEFGHIJ", "--region", "us-east-1", "--draft-model", "a", "--final-model", "b")]
    [InlineData("--bedrock has its own models", "ask", "q", "--gguf", "{tiny}", "--bedrock", "--knowledge-base", "ABCDEFGHIJ", "--region", "us-east-1", "--draft-model", "a", "--final-model", "b")]
    [InlineData("--retrieval", "ask", "q", "--retrieval", "sparse")]
    [InlineData("--gguf", "serve")]
    [InlineData("--bind is not", "serve", "--gguf", "{tiny}", "--bind", "here")]
    [InlineData("no model of this name", "models", "pull", "gpt-9")]
    [InlineData("give the one that its publisher states", "models", "pull", "smollm2-135m-instruct")]
    [InlineData("64 hexadecimal digits", "models", "pull", "smollm2-135m-instruct", "--sha256", "abc")]
    [InlineData("There is no model of this name here", "models", "rm", "../../etc/passwd")]
    public async Task A_wrong_input_is_answered_in_one_line(string expected, params string[] args)
    {
        string[] named = [.. args.Select(a => a.Replace("{tiny}", Tiny, StringComparison.Ordinal).Replace("{text}", Documents, StringComparison.Ordinal))];
        var (exitCode, output, error) = await NeuralCli.RunAsync(named);
        exitCode.ShouldBe(ExitCodes.BadInput, error);
        output.ShouldBeEmpty();
        error.ShouldStartWith("ragpruner-neural: ");
        error.ShouldContain(expected);
        error.TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public async Task Models_are_listed_and_removed()
    {
        var folder = new ModelFolder(_folder.Path);
        _folder.Write("mine.gguf", TinyGguf.Bytes());
        _folder.Write("qwen2.5-0.5b-instruct.gguf", TinyGguf.Bytes());
        var (_, listed, _) = await ModelsAsync(folder, "list");
        listed.ShouldContain("mine");
        listed.Split('\n').Single(l => l.Contains("qwen2.5-0.5b", StringComparison.Ordinal)).TrimEnd().ShouldEndWith("yes");
        listed.Split('\n').Single(l => l.Contains("gemma", StringComparison.Ordinal)).ShouldContain("yours is needed");
        folder.PathOf("mine").ShouldBe(folder.FileOf("mine"));
        (await ModelsAsync(folder, "rm", "mine")).ExitCode.ShouldBe(ExitCodes.Success);
        File.Exists(folder.FileOf("mine")).ShouldBeFalse();
    }

    [Fact]
    public void Known_models_have_a_licence_and_a_whole_digest_or_none() =>
        KnownModel.All.ShouldAllBe(m => m.License.Length > 0 && m.Url.Scheme == "https" && (m.Sha256 == null || m.Sha256.Length == 64) && ModelFolder.IsName(m.Name));

    private string Tiny => _tiny ??= _folder.Write("tiny.gguf", TinyGguf.Bytes());

    private string Documents => _documents ??= _folder.Write("documents.jsonl", "{\"text\": \"It leaves at ten.\"}\n{\"text\": \"Dogs travel free.\"}\n");

    private string? _tiny;
    private string? _documents;

    private static Task<(int ExitCode, string Output, string Error)> ModelsAsync(ModelFolder folder, params string[] args) =>
        CapturedAsync(shell => ModelsCommand.Create(shell, folder, KnownModel.All).Parse(args).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));

    private static Task<(int ExitCode, string Output, string Error)> LightAsync(params string[] args) =>
        CapturedAsync(shell => CommandLine.RunAsync(args, shell, TestContext.Current.CancellationToken));

    private static async Task<(int ExitCode, string Output, string Error)> CapturedAsync(Func<Shell, Task<int>> run)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await run(new Shell(Shell.Create(output, isPlain: true), Shell.Create(error, isPlain: true), TimeProvider.System));
        return (exitCode, output.ToString(), error.ToString());
    }
}

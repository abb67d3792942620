using System.Text.Json;
using RagPruner.Contract;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private const string Question = "How long does a cold imported model take to answer?";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ask_shows_contexts_answer_and_ledger()
    {
        var (exitCode, output, error) = await RunAsync("ask", Question);
        exitCode.ShouldBe(0, error);
        Approved.Matches("ask", output);
    }

    [Fact]
    public async Task Ask_json_is_the_contracts_body_and_nothing_else()
    {
        var (exitCode, output, error) = await RunAsync("ask", Question, "--json", "--scorer", "question-likelihood", "--keep", "top-k:2", "--contexts", "4");
        (exitCode, error).ShouldBe((0, ""));
        var body = JsonSerializer.Deserialize(output, ContractJson.Readable.AnswerBody)!;
        body.Status.ShouldBe("complete");
        body.Contexts!.Count(c => c.Disposition == "kept").ShouldBe(2);
        Approved.Matches("ask-json", output);
    }

    [Fact]
    public async Task Ask_json_has_the_same_bytes_again() =>
        (await RunAsync("ask", Question, "--json")).Output.ShouldBe((await RunAsync("ask", Question, "--json")).Output);

    [Fact]
    public async Task A_question_that_no_document_touches_is_not_in_the_sources()
    {
        var (exitCode, output, _) = await RunAsync("ask", "xyzzy plugh");
        exitCode.ShouldBe(0);
        output.ShouldContain("Not in the sources.");
    }

    [Fact]
    public async Task Eval_shows_every_scorer_beside_the_retrieval_order()
    {
        var (exitCode, output, error) = await RunAsync("eval");
        exitCode.ShouldBe(0, error);
        Approved.Matches("eval", output);
    }

    [Fact]
    public async Task Eval_reads_the_format_of_squad()
    {
        var squad = _folder.Write("squad.json", """
            {"data": [{"title": "Ferries", "paragraphs": [
              {"context": "The night ferry leaves at 22:15.", "qas": [{"id": "q1", "question": "When does the night ferry leave?", "answers": [{"text": "22:15", "answer_start": 27}]}]},
              {"context": "Dogs travel free.", "qas": []}]}]}
            """);
        var (exitCode, output, error) = await RunAsync("eval", "--squad", squad, "--json");
        exitCode.ShouldBe(0, error);
        JsonDocument.Parse(output).RootElement.GetProperty("retrieved").GetDouble().ShouldBe(1);
    }

    [Fact]
    public async Task Ask_takes_documents_from_a_file_or_from_standard_input()
    {
        const string Documents = "{\"id\": \"a\", \"text\": \"The ferry leaves at nine.\", \"score\": 2}\n\n{\"text\": \"Dogs travel free.\", \"score\": 1}\n";
        var (exitCode, output, error) = await RunAsync("ask", "When does the ferry leave?", "--json", "--documents", _folder.Write("d.jsonl", Documents));
        exitCode.ShouldBe(0, error);
        var body = JsonSerializer.Deserialize(output, ContractJson.Readable.AnswerBody)!;
        body.Contexts!.Select(c => c.Id).Order(StringComparer.Ordinal).ShouldBe(["a", "doc-2"]);
        body.Answer!.Citations[0].ContextId.ShouldBe("a");
        (await Cli.PipedAsync(Documents, "ask", "When does the ferry leave?", "--json", "--documents", "-")).Output.ShouldBe(output);
    }

    [Theory]
    [InlineData("", "holds no document.")]
    [InlineData("{\"text\": \"a\"}\n{\"id\": \"x\"}\n", ", line 2: text is required.")]
    [InlineData("{\"text\": \"a\"}\n{\"text\": \"b\", \"rank\": 1}\n", ", line 2: The document has an unknown member at byte 14; known: text, id, title, uri, source, score, metadata.")]
    [InlineData("{\"text\": \"\\ud800\"}\n", ", line 1: The document holds a text that is not valid Unicode, at byte 9.")]
    [InlineData("{\"text\": \"a\", \"id\": \"x\"}\n\n{\"text\": \"b\", \"id\": \"x\"}\n", ", line 3: id is the same as in line 1.")]
    [InlineData("{\"text\": \"a\"\n", ", line 1: The document is not valid JSON of at most 24 levels, at byte 12.")]
    public async Task A_malformed_document_is_named_by_file_and_line(string content, string message)
    {
        var path = _folder.Write("d.jsonl", content);
        var (exitCode, _, error) = await RunAsync("ask", "When?", "--documents", path);
        (exitCode, error.TrimEnd()).ShouldBe((2, $"ragpruner: {path}{(message[0] == ',' ? "" : " ")}{message}"));
    }

    [Theory]
    [InlineData("ask", "--help")]
    [InlineData("eval", "--help")]
    public async Task Help_is_worth_reading(string command, string help) => Approved.Matches($"{command}-help", (await RunAsync(command, help)).Output);

    [Theory]
    [InlineData("question is empty.", "ask", " ")]
    [InlineData("Unrecognized command or argument '--frobnicate'. (--help lists what there is)", "ask", "q", "--frobnicate")]
    [InlineData("scorer is not one of: retrieval, mean-logprob, question-likelihood, sufficiency, gain, question-gain, listwise, scent, pair, grounding, consensus, blend.", "ask", "q", "--scorer", "bert")]
    [InlineData("keep.rule is not one of: top-k, threshold, gap, token-budget, coverage.", "ask", "q", "--keep", "best")]
    [InlineData("contexts must be from 1 to 25.", "ask", "q", "--contexts", "99")]
    [InlineData("--documents needs a file, or - for standard input.", "ask", "q", "--documents", "")]
    [InlineData("/nowhere cannot be read: Could not find file '/nowhere'.", "ask", "q", "--documents", "/nowhere")]
    [InlineData("The corpus /nowhere does not exist.", "ask", "q", "--corpus", "/nowhere")]
    [InlineData("--model-url is not an http or https address.", "ask", "q", "--model-url", "localhost:8080", "--model", "m")]
    [InlineData("--model-url must hold no user name, password or query; an API key belongs in an environment variable.", "ask", "q", "--model-url", "http://user:secret@127.0.0.1/v1", "--model", "m")]
    [InlineData("--model-url needs --model, or --draft-model and --final-model.", "ask", "q", "--model-url", "http://127.0.0.1:1/v1")]
    [InlineData("--model, --draft-model and --final-model name models of a server: give --model-url too.", "ask", "q", "--model", "m")]
    [InlineData("--final-price is written IN/OUT in US dollars per million tokens, for example 3/15 (or IN/OUT/READ/WRITE with the cache's), USD/call, or USD/window/CALLS for an imported model, for example 0.57/window/1000.", "ask", "q", "--final-price", "3")]
    [InlineData("--draft-tokens must be from 1 to 64.", "ask", "q", "--draft-tokens", "65")]
    [InlineData("--deadline must be above 0 and at most 3600 seconds.", "ask", "q", "--deadline", "0")]
    [InlineData("candidates above 1 need a final model with log probabilities.", "ask", "q", "--candidates", "2")]
    [InlineData("--corpus needs --questions: the default questions are about the samples.", "eval", "--corpus", "/nowhere")]
    [InlineData("The questions file /nowhere does not exist.", "eval", "--questions", "/nowhere")]
    [InlineData("The SQuAD file /nowhere does not exist.", "eval", "--squad", "/nowhere")]
    [InlineData("--squad gives both corpus and questions: leave out --corpus and --questions.", "eval", "--squad", "/nowhere", "--questions", "/nowhere")]
    public async Task Wrong_input_is_one_line_and_exit_code_2(string message, params string[] args)
    {
        var (exitCode, output, error) = await RunAsync(args);
        exitCode.ShouldBe(2);
        output.ShouldBe("");
        error.Trim().Split('\n')[^1].ShouldBe($"ragpruner: {message}");
    }

    [Fact]
    public async Task A_server_that_is_down_is_exit_code_3() =>
        (await RunAsync("ask", "q", "--model-url", "http://127.0.0.1:1/v1", "--model", "m")).ShouldBe((3, "", "ragpruner: http://127.0.0.1:1/v1/chat/completions cannot be reached: no connection.\n"));

    [Fact]
    public async Task A_malformed_question_is_named_by_file_and_line()
    {
        var path = _folder.Write("q.jsonl", "{\"id\": \"1\", \"question\": \"When?\"}\n{\"id\": \"2\"}\n");
        (await RunAsync("eval", "--questions", path)).Error.ShouldBe($"ragpruner: {path}, line 2: question is missing or empty.\n");
    }

    [Fact]
    public async Task An_eval_that_could_measure_nothing_or_names_what_is_not_there_is_refused()
    {
        var corpus = _folder.Write("c.jsonl", "{\"id\": \"a\", \"text\": \"At nine.\"}");
        var none = _folder.Write("none.jsonl", "{\"id\": \"1\", \"question\": \"When?\"}");
        var unknown = _folder.Write("unknown.jsonl", "{\"id\": \"1\", \"question\": \"When?\", \"relevantContextIds\": [\"b\"]}");
        (await RunAsync("eval", "--corpus", corpus, "--questions", none)).Error.ShouldContain("No question names a relevant context");
        (await RunAsync("eval", "--corpus", corpus, "--questions", unknown)).Error.ShouldContain("The corpus lacks 1 of the relevantContextIds, the first of them b.");
    }

    [Fact]
    public async Task Control_characters_of_a_document_do_not_reach_the_terminal()
    {
        var corpus = _folder.Write("c.jsonl", "{\"id\": \"a\", \"text\": \"The ferry leaves at \\u001b[31mnine\\u0007.\"}");
        (await RunAsync("ask", "When does the ferry leave?", "--corpus", corpus)).Output.ShouldNotContain("\u001b");
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args) => Cli.RunAsync(args);
}

using System.Text.Json;
using RagPruner.Contract;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private const string Question = "How long does a cold imported model take to answer?";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "Scores are relative to this question's contexts; of one they say nothing but the order.")]
    [InlineData(2, "Scores are relative to this question's contexts; of two they say nothing but the order.")]
    [InlineData(3, "Scores are relative to this question's contexts, in deviations from their mean: they do not compare between questions.")]
    public async Task A_score_that_only_looks_absolute_is_called_relative(int documents, string note)
    {
        var piped = string.Concat(Enumerable.Range(1, documents).Select(i => $"{{\"text\": \"Counter {i} opens at {i + 6} in the morning.\"}}\n"));
        (await Cli.PipedAsync(piped, "ask", "When does counter 1 open?", "--documents", "-")).Output.ShouldContain(note);
        (await Cli.PipedAsync(piped, "ask", "When does counter 1 open?", "--documents", "-", "--scorer", "question-likelihood")).Output.ShouldNotContain("Scores are relative");
    }


    [Fact]
    public async Task Alone_it_shows_a_page_with_three_commands_to_try()
    {
        var (exitCode, output, error) = await RunAsync();
        (exitCode, error).ShouldBe((0, ""));
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        output.Split('\n').Count(line => line.StartsWith("  ragpruner ", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task It_says_its_version() => (await RunAsync("--version")).Output.ShouldMatch(@"^\d+\.\d+\.\d+");

    [Theory]
    [InlineData("ragpruner as", "ask")]
    [InlineData("ragpruner ask q --conte", "--contexts")]
    [InlineData("ragpruner eval --margi", "--margin")]
    public async Task Shells_get_their_completions(string typed, string completion) =>
        (await RunAsync($"[suggest:{typed.Length}]", typed)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([completion]);

    [Fact]
    public async Task The_help_of_ask_names_every_scorer_and_keep_rule()
    {
        var help = string.Join(' ', (await RunAsync("ask", "--help")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var name in RagPruner.Selection.Catalog.Default.ScorerNames.Concat(RagPruner.Selection.Catalog.Default.KeepRuleNames))
            help.ShouldContain(name);
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
    [InlineData("Flag", "Three sources disagree: 10 euros (b, c), 20 euros (a).")]
    [InlineData("Drop", "contradicted")]
    [InlineData("Review", "Three sources disagree: 10 euros (b, c), 20 euros (a).")]
    public async Task Ask_shows_a_conflict_in_one_line(string onConflict, string shown)
    {
        var documents = _folder.Write("d.jsonl", string.Join('\n', new[] { ("a", 20), ("b", 10), ("c", 10) }.Select(d =>
            $$"""{"id": "{{d.Item1}}", "text": "A ticket for the ferry to Wrenn costs {{d.Item2}} euros on weekdays, says page {{d.Item1}}.", "source": "{{d.Item1}}"}""")));
        var (exitCode, output, error) = await RunAsync("ask", "How much does a ticket for the ferry to Wrenn cost?", "--documents", documents, "--scorer", "consensus", "--on-conflict", onConflict);
        exitCode.ShouldBe(0, error);
        output.ShouldContain(shown);
    }

    [Fact]
    public async Task Ask_says_where_there_is_but_one_source()
    {
        var documents = _folder.Write("d.jsonl", string.Join('\n', Enumerable.Range(1, 3).Select(i => $$"""{"text": "A ticket for the ferry costs 10 euros, part {{i}}.", "uri": "s3://b/p.md#{{i}}"}""")));
        (await RunAsync("ask", "How much does a ticket for the ferry cost?", "--documents", documents, "--scorer", "consensus")).Output.ShouldContain("What was kept rests on one source.");
    }

    [Fact]
    public async Task Ask_weighs_sources_by_the_key_it_is_told()
    {
        var documents = _folder.Write("d.jsonl", """
            {"id": "a", "text": "A ticket for the ferry costs 20 euros.", "source": "a"}
            {"id": "b", "text": "For the ferry a ticket is 10 euros.", "source": "b", "metadata": {"trust": 2}}
            """);
        var (_, output, error) = await RunAsync("ask", "How much does a ticket for the ferry cost?", "--documents", documents, "--on-conflict", "Drop", "--trust-key", "trust", "--json");
        JsonSerializer.Deserialize(output, ContractJson.Readable.AnswerBody)!.Conflicts!.Groups.Select(g => (g.Sources[0], g.Weight, g.Holds)).ShouldBe([("b", 2, true), ("a", 1, false)], error);
    }

    [Theory]
    [InlineData("""{"id": "a", "question": "q", "answers": ["x"], "documents": [{"text": "t"}], "poisoned": ["d"]}""", ", line 1: poisoned names an id that no document has.")]
    [InlineData("""{"id": "a", "question": "q", "answers": ["x"], "documents": [{"text": "t"}], "poisoned": ["doc-1"]}""", ", line 1: poisoned needs wrongAnswers, what those documents say.")]
    [InlineData("\n{\"id\": \"a\", \"question\": \"q\", \"answers\": [\"x\"]}", ", line 2: documents is missing.")]
    [InlineData("""{"id": "a", "question": "q", "documents": []}""", ", line 1: answers is missing, or answers or wrongAnswers holds an empty entry.")]
    [InlineData("""{"id": "a", "question": "q", "answers": ["x"], "documents": [{"title": "t"}]}""", ", line 1: documents[0].text is required.")]
    [InlineData("""{"question": "q"}""", ", line 1: id or question is missing or empty.")]
    public async Task A_malformed_case_is_named_by_file_and_line(string content, string message)
    {
        var path = _folder.Write("c.jsonl", content);
        var (exitCode, _, error) = await RunAsync("conflicts", "--cases", path);
        (exitCode, error.TrimEnd()).ShouldBe((2, $"ragpruner: {path}{message}"));
    }

    [Fact]
    public async Task Conflicts_measures_what_the_documents_say_it_does()
    {
        var (exitCode, output, error) = await RunAsync("conflicts", "--json");
        exitCode.ShouldBe(0, error);
        using var report = JsonDocument.Parse(output);
        var (flag, drop) = (report.RootElement.GetProperty("flag"), report.RootElement.GetProperty("drop"));
        int Of(JsonElement side, string set, string figure) => side.GetProperty(set).GetProperty(figure).GetInt32();
        (Of(drop, "poisoned", "questions"), Of(drop, "benign", "questions")).ShouldBe((60, 60));
        // The bounds that the product is held to; docs/measurements.md has the figures.
        (Of(drop, "poisoned", "fromPoison") * 20).ShouldBeLessThanOrEqualTo(60);
        (Of(drop, "benign", "falseConflicts") * 20).ShouldBeLessThanOrEqualTo(60);
        Of(flag, "poisoned", "fromPoison").ShouldBeGreaterThan(30);
        var (_, table, _) = await RunAsync("conflicts");
        var published = File.ReadAllText(Path.Combine(Repository.Root, "docs", "measurements.md"));
        foreach (var row in table.Split('\n').Where(l => l.Contains('%')).Select(l => l.Trim().Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            published.ShouldContain($"| {string.Join(" | ", row)} |");
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
    [InlineData("`ask` has no option --frobnicate. (`ragpruner ask --help` lists what there is)", "ask", "q", "--frobnicate")]
    [InlineData("`ask` has no option --contxts. Did you mean --contexts? (`ragpruner ask --help` lists what there is)", "ask", "q", "--contxts", "3")]
    [InlineData("`ask` has no option --draft-. Did you mean --draft-format or --draft-model or --draft-tokens? (`ragpruner ask --help` lists what there is)", "ask", "q", "--draft-")]
    [InlineData("There is no command aks. Did you mean ask? (`ragpruner --help` lists what there is)", "aks", "q")]
    [InlineData("There is no command evaluate. Did you mean eval? (`ragpruner --help` lists what there is)", "evaluate")]
    [InlineData("There is no command xyzzy. (`ragpruner --help` lists what there is)", "xyzzy")]
    [InlineData("'b' is one argument too many for `ask`; what has several words stands in quotation marks. (`ragpruner ask --help` lists what there is)", "ask", "a", "b")]
    [InlineData("`ask` needs its <question>. (`ragpruner ask --help` lists what there is)", "ask")]
    [InlineData("--contexts needs a value. (`ragpruner ask --help` lists what there is)", "ask", "q", "--contexts")]
    [InlineData("--contexts takes a whole number, not 'x'. (`ragpruner ask --help` lists what there is)", "ask", "q", "--contexts", "x")]
    [InlineData("--deadline takes a number, not 'x'. (`ragpruner ask --help` lists what there is)", "ask", "q", "--deadline", "x")]
    [InlineData("--on-conflict takes one of flag, drop, review, not 'foo'. (`ragpruner ask --help` lists what there is)", "ask", "q", "--on-conflict", "foo")]
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

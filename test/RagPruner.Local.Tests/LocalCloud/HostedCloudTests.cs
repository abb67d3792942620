using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Contexts;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.Evaluation;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.LocalCloud.Functions;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>What AWS's newer services do, played here: hosted models, managed knowledge bases, stores that ignore operators, caches.</summary>
public sealed class HostedCloudTests : IDisposable
{
    private const string Ferry = """
        {"id": "a", "text": "The ferry leaves at nine.", "metadata": {"path": "/a/1", "year": 2024, "tags": ["x", "sea"], "open": true}}
        {"id": "b", "text": "The ferry leaves at ten.", "metadata": {"path": "/b/1", "year": 2025.5, "tags": ["lake"]}}
        {"id": "c", "text": "The ferry leaves at noon.", "metadata": {"path": "/a/2", "year": 12345678901, "open": false}}
        {"id": "d", "text": "The ferry leaves at eight."}
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hosted_drafter_on_a_managed_knowledge_base_says_the_same_as_one_process_on_every_sample_question()
    {
        await using var server = await Cloud.StartAsync();
        foreach (var question in EvalQuestion.Read(Path.Combine(Cloud.Samples, "questions.jsonl")))
        {
            var here = await Cloud.AskAsync(question.Question, "--scorer", "mean-logprob");
            var there = await Cloud.AskAsync(question.Question, "--scorer", "mean-logprob", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri,
                "--draft-model", LocalIds.HostedModel, "--begun-turn", "--knowledge-base", LocalIds.ManagedKnowledgeBase, "--knowledge-base-kind", "Managed");
            Cloud.Verdicts(there).ShouldBe(Cloud.Verdicts(here), question.Id);
        }
    }

    [Fact]
    public async Task A_model_without_log_probabilities_works_with_what_needs_none_and_says_so()
    {
        await using var server = await Cloud.StartAsync();
        var body = await Cloud.AskAsync("How long does a cold imported model take to answer?", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--draft-model", LocalIds.PlainModel);
        body.RootElement.GetProperty("degraded").EnumerateArray().Select(d => d.GetString()).ShouldBe(["blend_without_question_likelihood"]);
        // It refuses the members in words. Nothing is made up in place of the scores that it was asked for.
        var (exitCode, _, error) = await Cloud.TryAskAsync("How long does a cold imported model take to answer?", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--draft-model", LocalIds.FinalModel, "--scorer", "mean-logprob");
        (exitCode, error).ShouldSatisfyAllConditions(e => e.exitCode.ShouldBe(3), e => e.error.ShouldContain("most often: draft_logprobs_missing"));
    }

    [Theory]
    [InlineData("LOCALKB002", "Custom", "is the knowledge base really custom, as --knowledge-base-kind says")]
    [InlineData("LOCALKB001", "Managed", "is the knowledge base really managed, as --knowledge-base-kind says")]
    public async Task A_knowledge_base_of_the_other_kind_is_a_wrong_set_up_that_names_the_option(string id, string kind, string message)
    {
        await using var server = await Cloud.StartAsync();
        var (exitCode, _, error) = await Cli.RunAsync("ask", "When?", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, "--knowledge-base", id, "--knowledge-base-kind", kind);
        (exitCode, error).ShouldSatisfyAllConditions(e => e.exitCode.ShouldBe(2), e => e.error.ShouldContain(message));
    }

    [Fact]
    public async Task A_managed_knowledge_base_reranks_unless_it_is_told_not_to()
    {
        await using var server = await Cloud.StartAsync();
        async Task<IReadOnlyList<string>> OrderAsync(string reranking)
        {
            var body = await PostAsync(server, $"/knowledgebases/{LocalIds.ManagedKnowledgeBase}/retrieve",
                """{"retrievalQuery": {"text": "How long does a cold imported model take to answer?"}, "retrievalConfiguration": {"managedSearchConfiguration": {"numberOfResults": 8RERANKING}}}"""
                    .Replace("RERANKING", reranking, StringComparison.Ordinal));
            return [.. body.RootElement.GetProperty("retrievalResults").EnumerateArray().Select(r => r.GetProperty("metadata").GetProperty("x-amz-bedrock-kb-chunk-id").GetString()!)];
        }

        var plain = await OrderAsync(""", "rerankingModelType": "NONE" """);
        var byDefault = await OrderAsync("");
        byDefault.ShouldBe(await OrderAsync(""", "rerankingModelType": "MANAGED" """));
        byDefault.ShouldNotBe(plain);
        byDefault.ShouldBe(plain, ignoreOrder: true);
    }

    [Theory]
    [InlineData("/knowledgebases/LOCALKB002/retrieve", """{"retrievalQuery": {"text": "x"}, "retrievalConfiguration": {"vectorSearchConfiguration": {}}}""", "vectorSearchConfiguration is not supported")]
    [InlineData("/knowledgebases/LOCALKB001/retrieve", """{"retrievalQuery": {"text": "x"}, "retrievalConfiguration": {"managedSearchConfiguration": {}}}""", "managedSearchConfiguration is not supported")]
    [InlineData("/knowledgebases/LOCALKB002/retrieve", """{"retrievalQuery": {"text": "x"}, "retrievalConfiguration": {"managedSearchConfiguration": {"filter": {"startsWith": {"key": "k", "value": "a"}}}}}""", "do not support")]
    [InlineData("/knowledgebases/LOCALKB002/retrieve", """{"retrievalQuery": {"text": "x"}, "retrievalConfiguration": {"managedSearchConfiguration": {"rerankingModelType": "CUSTOM"}}}""", "rerankingConfiguration is missing")]
    [InlineData("/model/local-hosted/converse", """{"messages": [{"role": "user", "content": [{"text": "x"}]}], "additionalModelRequestFields": {"logprobs": true, "top_logprobs": 21}}""", "top_logprobs must be a whole number from 0 to 20")]
    [InlineData("/model/local-hosted/converse", """{"messages": [{"role": "user", "content": [{"text": "x"}]}], "additionalModelResponseFieldPaths": ["choices"]}""", "JSON pointers")]
    [InlineData("/model/local-final/converse", """{"messages": [{"role": "user", "content": [{"text": "x"}]}], "additionalModelRequestFields": {"logprobs": true}}""", "extraneous key [logprobs] is not permitted")]
    [InlineData("/model/local-plain/converse", """{"messages": [{"role": "user", "content": [{"text": "x"}]}, {"role": "assistant", "content": [{"text": "y"}]}]}""", "must end with a user message")]
    [InlineData("/model/local-hosted/invoke", """{"prompt": "x", "max_gen_len": 5}""", "The request needs messages")]
    public async Task What_the_services_refuse_is_refused_in_words(string path, string body, string message)
    {
        await using var server = await Cloud.StartAsync();
        var reply = await PostAsync(server, path, body, HttpStatusCode.BadRequest);
        reply.RootElement.GetProperty("message").GetString()!.ShouldContain(message);
    }

    [Theory]
    [InlineData("", "\"additionalModelResponseFieldPaths\": [\"/choices/0/logprobs\"]", false)]
    [InlineData("\"additionalModelRequestFields\": {\"logprobs\": true}", "", false)]
    [InlineData("\"additionalModelRequestFields\": {\"logprobs\": true, \"prompt_logprobs\": 1}", "\"additionalModelResponseFieldPaths\": [\"/choices/0/logprobs\", \"/prompt_logprobs\"]", true)]
    public async Task Log_probabilities_come_by_converse_only_with_both_members(string fields, string paths, bool come)
    {
        await using var server = await Cloud.StartAsync();
        string[] members = [.. new[] { """
            "messages": [{"role": "user", "content": [{"text": "The ferry leaves at nine.\nWhen does the ferry leave?"}]}]
            """, fields, paths }.Where(m => m.Length > 0)];
        var reply = await PostAsync(server, "/model/local-hosted/converse", $"{{{string.Join(',', members)}}}");
        reply.RootElement.TryGetProperty("additionalModelResponseFields", out var additional).ShouldBe(come);
        if (come)
            additional.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content")[0].GetProperty("logprob").GetDouble().ShouldBeLessThanOrEqualTo(0);
        reply.RootElement.GetRawText().ShouldNotContain("prompt_logprobs");
    }

    [Fact]
    public async Task A_long_beginning_up_to_a_cache_point_is_written_once_and_read_from_then_on()
    {
        await using var server = await Cloud.StartAsync();
        var text = string.Concat(Enumerable.Repeat("The ferry leaves at nine. ", 200));
        async Task<(int Read, int Write, int Total)> UsageAsync(string beginning)
        {
            var reply = await PostAsync(server, "/model/local-final/converse",
                """{"messages": [{"role": "user", "content": [{"text": "BEGINNING"}, {"cachePoint": {"type": "default"}}, {"text": "When?"}]}]}"""
                    .Replace("BEGINNING", beginning, StringComparison.Ordinal));
            var usage = reply.RootElement.GetProperty("usage");
            int Of(string name) => usage.GetProperty(name).GetInt32();
            (Of("inputTokens") + Of("outputTokens") + Of("cacheReadInputTokens") + Of("cacheWriteInputTokens")).ShouldBe(Of("totalTokens"));
            return (Of("cacheReadInputTokens"), Of("cacheWriteInputTokens"), Of("totalTokens"));
        }

        (await UsageAsync(text)).ShouldSatisfyAllConditions(u => u.Read.ShouldBe(0), u => u.Write.ShouldBeGreaterThan(1024));
        (await UsageAsync(text)).ShouldSatisfyAllConditions(u => u.Read.ShouldBeGreaterThan(1024), u => u.Write.ShouldBe(0));
        (await UsageAsync("Too short.")).ShouldSatisfyAllConditions(u => u.Read.ShouldBe(0), u => u.Write.ShouldBe(0));
    }

    [Theory]
    [InlineData("managed-rerank", "--knowledge-base-kind", "Managed")]
    [InlineData("bedrock-rerank", "--rerank-model", "arn:aws:bedrock:us-east-1::foundation-model/amazon.rerank-v1:0")]
    public async Task Bedrocks_own_reranking_is_a_baseline_with_its_price_and_replay_gives_the_same_bytes(string name, params string[] options)
    {
        await using var server = await Cloud.StartAsync();
        var recording = Path.Combine(_folder.Path, "r.jsonl");
        string[] common = ["--scorers", "mean-logprob", "--json", "--final-price", "0/0", "--rerank-price", "2"];
        var (exitCode, output, error) = await Cli.RunAsync(["eval", "--bedrock", "--endpoint-url", server.Address.AbsoluteUri, .. options, "--record", recording, .. common]);
        exitCode.ShouldBe(0, error);
        var figures = JsonDocument.Parse(output).RootElement;
        figures.GetProperty("scorers").EnumerateArray().Select(s => s.GetProperty("scorer").GetString()).ShouldBe(["retrieval", "mean-logprob", name]);
        var policies = figures.GetProperty("policies").EnumerateArray().ToDictionary(p => p.GetProperty("policy").GetString()!);
        policies[$"{name}, top-k:1"].GetProperty("usd").GetDouble().ShouldBe(0.002, 1e-12);
        policies["retrieval, top-k:1"].GetProperty("usd").GetDouble().ShouldBe(0);
        foreach (var line in File.ReadLines(recording))
            Schemas.Check("recording", line);
        (await Cli.RunAsync(["eval", "--replay", recording, .. common])).Output.ShouldBe(output);
    }

    [Fact]
    public async Task Functions_draft_on_a_hosted_model_and_a_managed_knowledge_base_and_refuse_what_that_one_would()
    {
        var log = new ListLog();
        await using var server = (await Cloud.StartAsync()).WithFunctions(new FunctionOptions
        {
            Log = log,
            FinalPrice = new Accounting.ModelPrice(3, 15),
            Settings = new Dictionary<string, string>
            {
                ["RAGPRUNER_KNOWLEDGE_BASE_ID"] = LocalIds.ManagedKnowledgeBase,
                ["RAGPRUNER_KNOWLEDGE_BASE_KIND"] = "managed",
                ["RAGPRUNER_DRAFT_MODEL"] = LocalIds.HostedModel,
                ["RAGPRUNER_DRAFT_BEGUN_TURN"] = "yes",
                ["RAGPRUNER_DRAFT_USD_PER_WINDOW"] = "0.57",
                ["RAGPRUNER_DRAFT_CALLS_PER_WINDOW"] = "1000",
            },
        }, TimeProvider.System);
        const string question = "How long does a cold imported model take to answer?";
        var body = await PostAsync(server, "/v1/answer", $$"""{"question": "{{question}}", "scorer": "mean-logprob"}""");
        Cloud.Verdicts(body).ShouldBe(Cloud.Verdicts(await Cloud.AskAsync(question, "--scorer", "mean-logprob")).SkipLast(1).Append(body.RootElement.GetProperty("answer").GetProperty("text").GetString()!));
        body.RootElement.GetProperty("usage").GetProperty("costUsd").GetDouble().ShouldBeGreaterThan(8 * 0.00057);
        var refused = await PostAsync(server, "/v1/prune", $$"""{"question": "{{question}}", "filter": {"startsWith": {"key": "path", "value": "/a"} } }""", HttpStatusCode.BadRequest);
        (refused.RootElement.GetProperty("error").GetString(), refused.RootElement.GetProperty("message").GetString())
            .ShouldBe(("PrunerInvalidInput", "filter uses startsWith, which managed knowledge bases do not support."));
        refused.RootElement.TryGetProperty("usage", out _).ShouldBeFalse();
        log.Records.ShouldContain(r => r.Contains("\"FilterMismatches\":0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_ignores_operators_gives_what_a_strict_one_gives_once_the_filter_is_checked_again()
    {
        var index = new IndexCache(_folder.Path).IndexOf(Corpus.Open(_folder.Write("c.jsonl", Ferry)));
        await using var server = await LocalCloudServer.StartAsync(IPAddress.Loopback, 0, index, new PromptModel(index.Statistics), FaultPlan.None, TimeProvider.System, default);
        using var clients = Bedrock.BedrockClients.Create(null, server.Address, new Amazon.Runtime.BasicAWSCredentials("local", "local"));
        async Task<Retrieval> FromAsync(string id, ContextFilter filter) =>
            await new KnowledgeBaseRetriever(clients.AgentRuntime, new KnowledgeBaseOptions { KnowledgeBaseId = id })
                .RetrieveAsync(new RetrievalQuery("When does the ferry leave?", 10) { Filter = filter }, default);

        var mismatches = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var filter = AnyFilter(new Random(seed), groups: 2);
            var (strict, ignoring) = (await FromAsync(LocalIds.KnowledgeBase, filter), await FromAsync(LocalIds.IgnoringKnowledgeBase, filter));
            // What a store leaves out of an "or" with a clause that it does not see, no check brings back.
            var expected = strict.Contexts.Select(c => c.Id).Where(id => !HasOr(filter) || ignoring.Contexts.Any(c => c.Id == id));
            ignoring.Contexts.Select(c => c.Id).ShouldBe(expected, $"{seed}: {filter}");
            strict.FilterMismatchCount.ShouldBe(0, $"{seed}: {filter}");
            mismatches += ignoring.FilterMismatchCount;
        }
        mismatches.ShouldBeGreaterThan(20);
        var dropped = await FromAsync(LocalIds.IgnoringKnowledgeBase, new FilterClause(FilterOperator.StartsWith, "path", MetadataValue.Of("/a/")));
        (dropped.Contexts.Count, dropped.FilterMismatchCount).ShouldBe((2, 2));
    }

    private static bool HasOr(ContextFilter filter) => filter is FilterGroup group && (!group.All || group.Members.Any(HasOr));

    private static ContextFilter AnyFilter(Random random, int groups)
    {
        if (groups > 0 && random.Next(3) == 0)
            return new FilterGroup(random.Next(2) == 0, [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => AnyFilter(random, groups - 1))]);
        var operation = Enum.GetValues<FilterOperator>()[random.Next(Enum.GetValues<FilterOperator>().Length)];
        var key = new[] { "path", "year", "tags", "open", "lacking" }[random.Next(5)];
        MetadataValue[] scalars = [MetadataValue.Of("/a/1"), MetadataValue.Of("/a/"), MetadataValue.Of("x"), MetadataValue.Of("ea"), MetadataValue.Of(2024), MetadataValue.Of(2025.5), MetadataValue.Of(12345678901), MetadataValue.Of(true)];
        MetadataValue Scalar(Func<MetadataValue, bool> fits) => scalars.Where(fits).ElementAt(random.Next(scalars.Count(fits)));
        return new FilterClause(operation, key, operation switch
        {
            FilterOperator.In or FilterOperator.NotIn => MetadataValue.Of([Scalar(_ => true), Scalar(_ => true)]),
            FilterOperator.GreaterThan or FilterOperator.GreaterThanOrEqualTo or FilterOperator.LessThan or FilterOperator.LessThanOrEqualTo => Scalar(v => v.Number is not null),
            FilterOperator.StartsWith or FilterOperator.StringContains or FilterOperator.ListContains => Scalar(v => v.Text is not null),
            _ => Scalar(_ => true),
        });
    }

    private static async Task<JsonDocument> PostAsync(LocalCloudServer server, string path, string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(server.Address, path), content);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return JsonDocument.Parse(text);
    }

    private sealed class ListLog : Lambda.Telemetry.ILogSink
    {
        public ConcurrentBag<string> Records { get; } = [];

        public void Write(ReadOnlyMemory<byte> record) => Records.Add(Encoding.UTF8.GetString(record.Span));
    }
}

using System.Text.Json;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Tests.Support;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Errors;

namespace RagPruner.Bedrock.Tests;

public sealed class KnowledgeBaseRetrieverTests
{
    private const string Empty = """{"retrievalResults":[]}""";
    private static readonly TenantClause s_tenant = new("tenant", "t1");

    [Fact]
    public async Task Asks_with_exactly_this_request()
    {
        var aws = new FakeAws().Replies(Empty);
        var options = Options with
        {
            SearchType = "HYBRID",
            Rerank = RerankMode.InRetrieve,
            RerankModelArn = "arn:rerank",
            Guardrail = new GuardrailSettings("g1", "2"),
        };
        await new KnowledgeBaseRetriever(aws.Agent, options).RetrieveAsync(new RetrievalQuery("When?", 8) { Filter = Filter("""{"equals":{"key":"lang","value":"en"}}"""), Tenant = s_tenant }, default);
        aws.Requests.Single().Path.ShouldBe("/knowledgebases/KB12345678/retrieve");
        aws.Requests.Single().Body.ShouldBe(
            """{"guardrailConfiguration":{"guardrailId":"g1","guardrailVersion":"2"},"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":{"andAll":[{"equals":{"key":"tenant","value":"t1"}},{"equals":{"key":"lang","value":"en"}}]},"numberOfResults":8,"overrideSearchType":"HYBRID","rerankingConfiguration":{"bedrockRerankingConfiguration":{"modelConfiguration":{"modelArn":"arn:rerank"},"numberOfRerankedResults":8},"type":"BEDROCK_RERANKING_MODEL"}}},"retrievalQuery":{"text":"When?"}}""");
    }

    [Theory]
    [InlineData("""{"type":"IMAGE","text":"data:image/png;base64,AAAA"}""")]
    [InlineData("""{"text":"data:image/png;base64,AAAA"}""")]
    public async Task The_data_of_an_image_are_no_text(string content)
    {
        var aws = new FakeAws().Replies("""{"retrievalResults":[{"content":CONTENT}]}""".Replace("CONTENT", content, StringComparison.Ordinal));
        (await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 3), default)).Contexts.Single().Text.ShouldBe("");
    }

    [Theory]
    [InlineData("data:text/plain,At nine.")]
    [InlineData("https://kb.example/", 100_000)]
    public async Task A_location_that_nobody_could_follow_is_none(string uri, int length = 0)
    {
        var aws = new FakeAws().Replies("""{"retrievalResults":[{"content":{"text":"x"},"location":{"type":"WEB","webLocation":{"url":"URL"}}}]}""".Replace("URL", uri.PadRight(length, 'a'), StringComparison.Ordinal));
        (await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 3), default)).Contexts.Single().Uri.ShouldBeNull();
    }

    [Theory]
    [InlineData("0.25", 0.25, false)]
    [InlineData("\"2\"", 2.0, false)]
    [InlineData("\"high\"", null, true)]
    [InlineData("-1", null, true)]
    [InlineData("true", null, true)]
    public async Task Trust_is_read_from_the_key_that_is_configured(string value, double? trust, bool isUnreadable)
    {
        var reply = $$$"""{"retrievalResults":[{"content":{"text":"x"},"metadata":{"rank":{{{value}}}}}]}""";
        var context = (await new KnowledgeBaseRetriever(new FakeAws().Replies(reply).Agent, Options with { TrustKey = "rank" }).RetrieveAsync(new RetrievalQuery("q", 3), default)).Contexts.Single();
        (context.Trust, context.HasUnreadableTrust).ShouldBe((trust, isUnreadable));
        (await new KnowledgeBaseRetriever(new FakeAws().Replies(reply).Agent, Options).RetrieveAsync(new RetrievalQuery("q", 3), default)).Contexts.Single().Trust.ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_on_the_second_page_tells_that_there_were_two_calls()
    {
        var aws = new FakeAws().Replies("""{"retrievalResults":[],"nextToken":"t"}""").Replies("""{"message":"x"}""", 429, "ThrottlingException");
        (await Should.ThrowAsync<PrunerThrottled>(() => new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 3), default))).Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"equals":{"key":"k","value":true}}""")]
    [InlineData("""{"notEquals":{"key":"k","value":2.5}}""")]
    [InlineData("""{"greaterThan":{"key":"k","value":5}}""")]
    [InlineData("""{"greaterThanOrEquals":{"key":"k","value":5}}""")]
    [InlineData("""{"lessThan":{"key":"k","value":5}}""")]
    [InlineData("""{"lessThanOrEquals":{"key":"k","value":5}}""")]
    [InlineData("""{"in":{"key":"k","value":["a","b"]}}""")]
    [InlineData("""{"notIn":{"key":"k","value":["a"]}}""")]
    [InlineData("""{"startsWith":{"key":"k","value":"a"}}""")]
    [InlineData("""{"stringContains":{"key":"k","value":"a"}}""")]
    [InlineData("""{"listContains":{"key":"k","value":"a"}}""")]
    [InlineData("""{"orAll":[{"equals":{"key":"k","value":"a"}},{"andAll":[{"equals":{"key":"k","value":1}},{"equals":{"key":"l","value":2}}]}]}""")]
    public async Task Every_operator_reaches_the_service_as_it_was_given(string filter)
    {
        var aws = new FakeAws().Replies(Empty);
        await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 3) { Filter = Filter(filter) }, default);
        JsonDocument.Parse(aws.Requests.Single().Body).RootElement.GetProperty("retrievalConfiguration").GetProperty("vectorSearchConfiguration").GetProperty("filter").GetRawText().ShouldBe(filter);
    }

    [Fact]
    public async Task The_callers_root_andAll_takes_the_tenant_in()
    {
        var aws = new FakeAws().Replies(Empty);
        await new KnowledgeBaseRetriever(aws.Agent, Options)
            .RetrieveAsync(new RetrievalQuery("q", 3) { Filter = Filter("""{"andAll":[{"equals":{"key":"a","value":1}},{"equals":{"key":"b","value":2}}]}"""), Tenant = s_tenant }, default);
        aws.Requests.Single().Body.ShouldContain("""{"andAll":[{"equals":{"key":"tenant","value":"t1"}},{"equals":{"key":"a","value":1}},{"equals":{"key":"b","value":2}}]}""");
    }

    [Fact]
    public async Task Results_of_another_tenant_are_dropped_unread_and_counted()
    {
        var aws = new FakeAws().Replies(Results(
            Text("mine", """{"tenant":"t1"}"""), Text("theirs", """{"tenant":"t2"}"""), Text("nobody's", "{}"), Text("a list", """{"tenant":["t1"]}"""), Text("a number", """{"tenant":1}""")));
        var retrieval = await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 5) { Tenant = s_tenant }, default);
        retrieval.Contexts.Single().ShouldSatisfyAllConditions(c => c.Text.ShouldBe("mine"), c => c.Rank.ShouldBe(1));
        retrieval.ForeignTenantCount.ShouldBe(4);
    }

    [Fact]
    public async Task Results_that_do_not_meet_the_filter_are_dropped_unread_and_counted_apart()
    {
        var aws = new FakeAws().Replies(Results(
            Text("match", """{"tenant":"t1","path":"/a/1"}"""), Text("another path", """{"tenant":"t1","path":"/b/1"}"""), Text("no path", """{"tenant":"t1"}"""),
            Text("theirs", """{"tenant":"t2","path":"/a/2"}""")));
        var retrieval = await new KnowledgeBaseRetriever(aws.Agent, Options)
            .RetrieveAsync(new RetrievalQuery("q", 5) { Filter = Filter("""{"startsWith":{"key":"path","value":"/a/"}}"""), Tenant = s_tenant }, default);
        retrieval.Contexts.Single().Text.ShouldBe("match");
        (retrieval.FilterMismatchCount, retrieval.ForeignTenantCount).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData("""{"notEquals":{"key":"lang","value":"en"}}""", 2)]
    [InlineData("""{"notIn":{"key":"lang","value":["en"]}}""", 2)]
    [InlineData("""{"equals":{"key":"lang","value":"de"}}""", 1)]
    [InlineData("""{"in":{"key":"lang","value":["de","en"]}}""", 2)]
    [InlineData("""{"greaterThan":{"key":"year","value":2000}}""", 0)]
    public async Task A_result_without_the_key_meets_only_what_excludes(string filter, int accepted)
    {
        var aws = new FakeAws().Replies(Results(Text("en", """{"lang":"en"}"""), Text("de", """{"lang":"de"}"""), Text("none", "{}")));
        var retrieval = await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 5) { Filter = Filter(filter) }, default);
        (retrieval.Contexts.Count, retrieval.FilterMismatchCount).ShouldBe((accepted, 3 - accepted));
    }

    [Fact]
    public async Task Every_content_type_is_a_context_and_what_has_no_text_has_an_empty_one()
    {
        var aws = new FakeAws().Replies(Results(
            """{"content":{"type":"TEXT","text":"plain"},"location":{"type":"S3","s3Location":{"uri":"s3://b/k"}},"score":0.6}""",
            """{"content":{"type":"ROW","row":[{"columnName":"fare","columnValue":"12","type":"LONG"},{"columnName":"class","columnValue":"A","type":"STRING"}]},"location":{"type":"SQL","sqlLocation":{"query":"SELECT"}}}""",
            """{"content":{"type":"IMAGE","byteContent":"data:image/png;base64,AA=="},"location":{"type":"WEB","webLocation":{"url":"https://w.example"}}}""",
            """{"content":{"type":"AUDIO","audio":{"s3Uri":"s3://b/a","transcription":"spoken"}},"location":{"type":"CONFLUENCE","confluenceLocation":{"url":"https://c.example"}}}""",
            """{"content":{"type":"VIDEO","video":{"s3Uri":"s3://b/v","summary":"shown"}}}"""));
        var contexts = (await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 5), default)).Contexts;
        contexts.Select(c => c.Text).ShouldBe(["plain", "fare: 12\nclass: A", "", "spoken", "shown"]);
        contexts.Select(c => c.Uri).ShouldBe(["s3://b/k", null, "https://w.example", "https://c.example", null]);
        contexts.Select(c => c.RetrievalScore).ShouldBe([0.6, null, null, null, null]);
        contexts.Select(c => c.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task A_chunk_keeps_its_own_id_and_twins_get_one_each()
    {
        var aws = new FakeAws().Replies(Results(Text("a", """{"x-amz-bedrock-kb-chunk-id":"chunk-1"}"""), Text("same", "{}"), Text("same", "{}")));
        var ids = (await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 5), default)).Contexts.Select(c => c.Id).ToArray();
        ids[0].ShouldBe("chunk-1");
        ids[2].ShouldBe($"{ids[1]}~2");
    }

    [Fact]
    public async Task Pages_are_followed_up_to_the_cap_and_counted()
    {
        var aws = new FakeAws().Replies(Results(Text("a", "{}")).Replace("]}", "],\"nextToken\":\"n1\"}")).Replies(Results(Text("b", "{}")).Replace("]}", "],\"nextToken\":\"n2\"}"));
        var retriever = new KnowledgeBaseRetriever(aws.Agent, Options);
        var retrieval = await retriever.RetrieveAsync(new RetrievalQuery("q", 5), default);
        (retrieval.Contexts.Count, retrieval.Calls, retriever.MostCalls).ShouldBe((2, 2, 2));
        aws.Requests[1].Body.ShouldContain("\"nextToken\":\"n1\"");
    }

    [Fact]
    public async Task A_page_of_strangers_is_followed_by_the_next()
    {
        var aws = new FakeAws().Replies(Results(Text("theirs", """{"tenant":"t2"}""")).Replace("]}", "],\"nextToken\":\"n1\"}")).Replies(Results(Text("mine", """{"tenant":"t1"}""")));
        var retrieval = await new KnowledgeBaseRetriever(aws.Agent, Options).RetrieveAsync(new RetrievalQuery("q", 1) { Tenant = s_tenant }, default);
        retrieval.Contexts.Single().Text.ShouldBe("mine");
    }

    [Fact]
    public async Task A_guardrail_that_intervenes_on_the_question_blocks() =>
        (await new KnowledgeBaseRetriever(new FakeAws().Replies("""{"retrievalResults":[],"guardrailAction":"INTERVENED"}""").Agent, Options).RetrieveAsync(new RetrievalQuery("q", 1), default)).IsBlocked.ShouldBeTrue();

    [Fact]
    public async Task Reranking_orders_what_has_text_and_loses_nothing()
    {
        var aws = new FakeAws()
            .Replies(Results(Text("first", "{}"), """{"content":{"type":"IMAGE","byteContent":"x"}}""", Text("second", "{}"), Text("left out", "{}")))
            .Replies("""{"results":[{"index":1,"relevanceScore":0.9},{"index":0,"relevanceScore":0.2}]}""");
        var retriever = new KnowledgeBaseRetriever(aws.Agent, Options with { Rerank = RerankMode.Separate, RerankModelArn = "arn:rerank" });
        var retrieval = await retriever.RetrieveAsync(new RetrievalQuery("q", 5), default);
        retrieval.Contexts.Select(c => (c.Text, c.Rank, c.RetrievalScore)).ShouldBe([("second", 1, (double)0.9f), ("first", 2, (double)0.2f), ("left out", 3, null), ("", 4, null)]);
        retrieval.Calls.ShouldBe(2);
        aws.Requests[1].Body.ShouldStartWith("""{"queries":[{"textQuery":{"text":"q"},"type":"TEXT"}],"rerankingConfiguration":{"bedrockRerankingConfiguration":{"modelConfiguration":{"modelArn":"arn:rerank"},"numberOfResults":3},"type":"BEDROCK_RERANKING_MODEL"},"sources":[{"inlineDocumentSource":{"textDocument":{"text":"first"},"type":"TEXT"},"type":"INLINE"},""");
    }

    [Fact]
    public void Reranking_without_a_model_is_a_wrong_deployment() =>
        Should.Throw<PrunerMisconfigured>(() => new KnowledgeBaseRetriever(new FakeAws().Agent, Options with { Rerank = RerankMode.Separate }));

    private static KnowledgeBaseOptions Options => new() { KnowledgeBaseId = "KB12345678" };

    private static string Results(params string[] results) => $$"""{"retrievalResults":[{{string.Join(',', results)}}]}""";

    private static string Text(string text, string metadata) => $$"""{"content":{"type":"TEXT","text":"{{text}}"},"metadata":{{metadata}}}""";

    private static ContextFilter Filter(string json)
    {
        using var document = JsonDocument.Parse(json);
        return FilterJson.Read(document.RootElement);
    }
}

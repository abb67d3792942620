using System.Security.Cryptography;
using System.Text;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Tests.Support;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Errors;

namespace RagPruner.Bedrock.Tests;

public sealed class ManagedKnowledgeBaseTests
{
    private const string Empty = """{"retrievalResults":[]}""";

    private static KnowledgeBaseOptions Options => new() { KnowledgeBaseId = "KB12345678", Kind = KnowledgeBaseKind.Managed, KindSource = "THE_SETTING" };

    [Theory]
    [InlineData(RerankMode.None, "\"rerankingModelType\":\"NONE\"")]
    [InlineData(RerankMode.Managed, "\"rerankingModelType\":\"MANAGED\"")]
    [InlineData(RerankMode.InRetrieve, "\"rerankingConfiguration\":{\"bedrockRerankingConfiguration\":{\"modelConfiguration\":{\"modelArn\":\"arn:rerank\"},\"numberOfRerankedResults\":8},\"type\":\"BEDROCK_RERANKING_MODEL\"},\"rerankingModelType\":\"CUSTOM\"")]
    public async Task Is_asked_with_exactly_this_request(RerankMode rerank, string reranking)
    {
        var aws = new FakeAws().Replies(Empty);
        await new KnowledgeBaseRetriever(aws.ManagedAgent, Options with { Rerank = rerank, RerankModelArn = "arn:rerank" })
            .RetrieveAsync(new RetrievalQuery("When?", 8) { Filter = Filter("""{"equals":{"key":"lang","value":"en"}}""") }, default);
        aws.Requests.Single().Path.ShouldBe("/knowledgebases/KB12345678/retrieve");
        aws.Requests.Single().Body.ShouldBe(
            $$$"""{"retrievalConfiguration":{"managedSearchConfiguration":{"filter":{"equals":{"key":"lang","value":"en"}},"numberOfResults":8,{{{reranking}}}}},"retrievalQuery":{"text":"When?"}}""");
    }

    [Fact]
    public async Task What_is_signed_is_what_is_sent()
    {
        var aws = new FakeAws().Replies(Empty);
        await new KnowledgeBaseRetriever(aws.ManagedAgent, Options).RetrieveAsync(new RetrievalQuery("When?", 8), default);
        var (_, body, headers) = aws.Requests.Single();
        headers["x-amz-content-sha256"].ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))));
        headers["content-length"].ShouldBe($"{Encoding.UTF8.GetByteCount(body)}");
    }

    [Fact]
    public async Task The_same_client_asks_a_custom_one_in_its_own_form()
    {
        var aws = new FakeAws().Replies(Empty);
        await new KnowledgeBaseRetriever(aws.ManagedAgent, Options with { Kind = KnowledgeBaseKind.Custom }).RetrieveAsync(new RetrievalQuery("When?", 8), default);
        aws.Requests.Single().Body.ShouldContain("vectorSearchConfiguration");
    }

    [Fact]
    public async Task Pages_are_followed_in_the_same_form()
    {
        var aws = new FakeAws().Replies("""{"retrievalResults":[],"nextToken":"t"}""").Replies(Empty);
        await new KnowledgeBaseRetriever(aws.ManagedAgent, Options).RetrieveAsync(new RetrievalQuery("When?", 8), default);
        aws.Requests.ShouldAllBe(r => r.Body.Contains("managedSearchConfiguration", StringComparison.Ordinal));
        aws.Requests[1].Body.ShouldContain("\"nextToken\":\"t\"");
    }

    [Theory]
    [InlineData("""{"startsWith":{"key":"k","value":"a"}}""", "startsWith")]
    [InlineData("""{"andAll":[{"equals":{"key":"k","value":"a"}},{"orAll":[{"equals":{"key":"k","value":"a"}},{"stringContains":{"key":"k","value":"a"}}]}]}""", "stringContains")]
    public void Operators_that_it_does_not_support_are_the_callers_mistake(string filter, string named)
    {
        var aws = new FakeAws();
        Should.Throw<PrunerInvalidInput>(() => new KnowledgeBaseRetriever(aws.ManagedAgent, Options).EnsureFits(Filter(filter))).Message
            .ShouldBe($"filter uses {named}, which managed knowledge bases do not support.");
        new KnowledgeBaseRetriever(aws.Agent, Options with { Kind = KnowledgeBaseKind.Custom }).EnsureFits(Filter(filter));
    }

    [Theory]
    [InlineData(KnowledgeBaseKind.Managed, "managed")]
    [InlineData(KnowledgeBaseKind.Custom, "custom")]
    public async Task A_request_in_the_other_kinds_form_is_a_wrong_set_up_that_names_the_setting(KnowledgeBaseKind kind, string named)
    {
        var aws = new FakeAws().Replies("""{"message":"text of the service"}""", 400, "ValidationException");
        var failure = await Should.ThrowAsync<PrunerMisconfigured>(() => new KnowledgeBaseRetriever(aws.ManagedAgent, Options with { Kind = kind }).RetrieveAsync(new RetrievalQuery("q", 3), default));
        failure.Message.ShouldBe($"Retrieve failed: ValidationException, status 400, request r-1; is the knowledge base really {named}, as THE_SETTING says.");
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        var aws = new FakeAws();
        Should.Throw<PrunerMisconfigured>(() => new KnowledgeBaseRetriever(aws.ManagedAgent, Options with { SearchType = "HYBRID" })).Message.ShouldContain("THE_SETTING is managed");
        Should.Throw<PrunerMisconfigured>(() => new KnowledgeBaseRetriever(aws.ManagedAgent, Options with { Kind = KnowledgeBaseKind.Custom, Rerank = RerankMode.Managed })).Message.ShouldContain("THE_SETTING is custom");
        Should.Throw<PrunerMisconfigured>(() => new KnowledgeBaseRetriever(aws.ManagedAgent, Options with { Rerank = RerankMode.InRetrieve })).Message.ShouldContain("ARN of a reranking model");
        Should.Throw<PrunerMisconfigured>(() => new KnowledgeBaseRetriever(aws.Agent, Options)).Message.ShouldContain("BedrockClients");
    }

    private static ContextFilter Filter(string json) => FilterJson.Read(System.Text.Json.JsonDocument.Parse(json).RootElement);
}

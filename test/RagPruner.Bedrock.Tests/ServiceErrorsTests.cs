using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Bedrock.Tests.Support;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;

namespace RagPruner.Bedrock.Tests;

/// <summary>Every row of the error table, over the wire.</summary>
public sealed class ServiceErrorsTests
{
    [Theory]
    [InlineData("ThrottlingException", 429, ErrorKind.Throttled)]
    [InlineData("ModelNotReadyException", 429, ErrorKind.ModelNotReady)]
    [InlineData("ServiceUnavailableException", 503, ErrorKind.Overloaded)]
    [InlineData(null, 529, ErrorKind.Overloaded)]
    [InlineData(null, 503, ErrorKind.Overloaded)]
    [InlineData(null, 429, ErrorKind.Throttled)]
    [InlineData("ServiceQuotaExceededException", 400, ErrorKind.Misconfigured)]
    [InlineData("ModelTimeoutException", 408, ErrorKind.UpstreamFailed)]
    [InlineData("ModelErrorException", 424, ErrorKind.UpstreamFailed)]
    [InlineData("InternalServerException", 500, ErrorKind.UpstreamFailed)]
    [InlineData(null, 500, ErrorKind.UpstreamFailed)]
    [InlineData(null, 502, ErrorKind.UpstreamFailed)]
    [InlineData("AccessDeniedException", 403, ErrorKind.Misconfigured)]
    [InlineData("ResourceNotFoundException", 404, ErrorKind.Misconfigured)]
    [InlineData("ValidationException", 400, ErrorKind.Misconfigured)]
    public async Task InvokeModel_fails_by_type_and_by_status_where_untyped(string? type, int status, ErrorKind kind)
    {
        var failure = await DraftFailureAsync(new FakeAws().Replies("""{"message":"text of the service"}""", status, type));
        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldStartWith("InvokeModel failed: ");
        failure.ToString().ShouldNotContain("text of the service");
    }

    [Theory]
    [InlineData("ThrottlingException", 429, ErrorKind.Throttled)]
    [InlineData("DependencyFailedException", 424, ErrorKind.UpstreamFailed)]
    [InlineData("BadGatewayException", 502, ErrorKind.UpstreamFailed)]
    [InlineData("ConflictException", 409, ErrorKind.UpstreamFailed)]
    [InlineData("InternalServerException", 500, ErrorKind.UpstreamFailed)]
    [InlineData("ServiceQuotaExceededException", 400, ErrorKind.Misconfigured)]
    [InlineData("AccessDeniedException", 403, ErrorKind.Misconfigured)]
    [InlineData("ResourceNotFoundException", 404, ErrorKind.Misconfigured)]
    [InlineData("ValidationException", 400, ErrorKind.Misconfigured)]
    public async Task Retrieve_fails_by_type(string type, int status, ErrorKind kind)
    {
        var retriever = new KnowledgeBaseRetriever(new FakeAws().Replies("""{"message":"x"}""", status, type).Agent, new KnowledgeBaseOptions { KnowledgeBaseId = "KB12345678" });
        (await Should.ThrowAsync<PrunerException>(() => retriever.RetrieveAsync(new RetrievalQuery("q", 3), default))).Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task A_model_error_that_a_wrong_request_caused_is_a_bad_response() =>
        (await DraftFailureAsync(new FakeAws().Replies("""{"message":"x","originalStatusCode":400}""", 424, "ModelErrorException"))).Kind.ShouldBe(ErrorKind.UpstreamBadResponse);

    [Fact]
    public async Task A_wait_that_the_service_asks_for_is_kept() =>
        (await DraftFailureAsync(new FakeAws().Replies("""{"message":"x"}""", 429, "ThrottlingException", ("Retry-After", "7")))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));

    [Fact]
    public async Task And_so_is_one_in_milliseconds() =>
        (await DraftFailureAsync(new FakeAws().Replies("""{"message":"x"}""", 429, "ThrottlingException", ("x-amz-retry-after", "1500"), ("Retry-After", "7")))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(1.5));

    [Fact]
    public async Task A_store_that_is_waking_up_is_overloaded_and_not_misconfigured()
    {
        var aws = new FakeAws().Replies("""{"message":"The Aurora DB instance db-1 is resuming after being auto-paused. Please wait a few seconds and try again."}""", 400, "ValidationException");
        var retriever = new KnowledgeBaseRetriever(aws.Agent, new KnowledgeBaseOptions { KnowledgeBaseId = "KB12345678" });
        (await Should.ThrowAsync<PrunerOverloaded>(() => retriever.RetrieveAsync(new RetrievalQuery("q", 3), default))).ToString().ShouldNotContain("db-1");
    }

    [Fact]
    public async Task A_hint_ends_the_message_in_one_mark() =>
        (await DraftFailureAsync(new FakeAws().Replies("""{"message":"x"}""", 404, "ResourceNotFoundException"))).Message.ShouldEndWith("is the id right, and the region.");

    [Fact]
    public async Task A_broken_connection_is_an_upstream_failure() =>
        (await DraftFailureAsync(new FakeAws().Breaks(new HttpRequestException("text of the network")))).ShouldSatisfyAllConditions(
            f => f.Kind.ShouldBe(ErrorKind.UpstreamFailed), f => f.Message.ShouldBe("InvokeModel failed: HttpRequestException; the endpoint cannot be reached."));

    [Fact]
    public async Task Html_instead_of_json_is_overloaded_by_its_status() =>
        (await DraftFailureAsync(new FakeAws().Replies("<html>", 503))).Kind.ShouldBe(ErrorKind.Overloaded);

    [Fact]
    public async Task A_call_is_made_once_for_there_is_one_retry_layer_and_it_is_ours()
    {
        var aws = new FakeAws().Replies("""{"message":"x"}""", 500, "InternalServerException");
        await DraftFailureAsync(aws);
        aws.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_that_cancels_gets_its_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Drafter(new FakeAws().Replies("{}")).DraftAsync(s_request, cancellation.Token));
    }

    private static readonly DraftRequest s_request = new("q", new Context { Id = "a", Text = "t", Rank = 1 }, "f", 8, EvidenceKinds.OneCall);

    private static Task<PrunerException> DraftFailureAsync(FakeAws aws) => Should.ThrowAsync<PrunerException>(() => Drafter(aws).DraftAsync(s_request, default));

    private static ModelDrafter Drafter(FakeAws aws) => new(new ImportedModel(aws.Runtime, new ImportedModelOptions { ModelId = "m" }));
}

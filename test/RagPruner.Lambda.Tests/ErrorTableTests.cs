using RagPruner.Contract;
using RagPruner.Errors;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests;

/// <summary>Every row of the contract's error table, behind API Gateway and invoked directly.</summary>
public sealed class ErrorTableTests
{
    private const string Secret = "the secret that a service quoted";

    public static TheoryData<ErrorKind, int, int?> Rows { get; } = new()
    {
        { ErrorKind.InvalidInput, 400, null },
        { ErrorKind.Forbidden, 403, null },
        { ErrorKind.Throttled, 429, 7 },
        { ErrorKind.ModelNotReady, 503, 7 },
        { ErrorKind.Overloaded, 503, 7 },
        { ErrorKind.UpstreamFailed, 502, null },
        { ErrorKind.UpstreamBadResponse, 502, null },
        { ErrorKind.DeadlineExceeded, 504, null },
        { ErrorKind.Misconfigured, 500, null },
        { ErrorKind.Bug, 500, null },
    };

    public static TheoryData<ErrorKind> Kinds { get; } = [.. Enum.GetValues<ErrorKind>()];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Behind_a_gateway_a_failure_is_a_response_with_its_status(ErrorKind kind, int status, int? retryAfter)
    {
        foreach (var version in new[] { "rest", "http" })
        {
            var (actual, headers, body) = await Gateway.CallAsync(Failing(kind), Gateway.Event(version));
            actual.ShouldBe(status);
            body.GetProperty("error").GetString().ShouldBe($"Pruner{kind}");
            body.GetProperty("requestId").GetString().ShouldBe("request-1");
            if (retryAfter is null)
                headers.TryGetProperty("Retry-After", out _).ShouldBeFalse();
            else
                headers.GetProperty("Retry-After").GetString().ShouldBe($"{retryAfter}");
            var message = body.GetProperty("message").GetString()!;
            message.ShouldNotContain(Secret);
            if (status == 500)
                message.ShouldBe("The service cannot answer at the moment. Its operator finds the cause in the log by the error id request-1.");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Invoked_directly_the_same_failure_leaves_as_its_exception_and_nothing_behind_it(ErrorKind kind)
    {
        foreach (var function in new[] { "Answer", "PruneContexts" })
        {
            var failure = await Should.ThrowAsync<PrunerException>(() => Failing(kind).TextAsync(function, Gateway.Question));
            failure.GetType().Name.ShouldBe($"Pruner{kind}");
            failure.InnerException.ShouldBeNull();
            failure.ToString().ShouldNotContain(Secret);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_stages_fail_under_the_same_names(ErrorKind kind) =>
        (await Should.ThrowAsync<PrunerException>(() => Failing(kind).TextAsync("Retrieve", $$"""{"request": {{Gateway.Question}}}"""))).GetType().Name.ShouldBe($"Pruner{kind}");

    [Fact]
    public async Task An_unknown_exception_is_a_defect_with_its_place_in_the_log_and_its_text_nowhere()
    {
        var host = new TestHost { Retriever = new FakeRetriever { Before = (_, _) => throw new InvalidOperationException(Secret) } };
        (await Should.ThrowAsync<PrunerBug>(() => host.TextAsync("Answer", Gateway.Question))).ToString().ShouldNotContain(Secret);
        var record = host.Records.Single();
        record.ShouldContain("System.InvalidOperationException");
        record.ShouldContain(nameof(FakeRetriever));
        record.ShouldNotContain(Secret);
    }

    [Fact]
    public void Without_a_wish_of_the_service_the_contracts_first_wait_is_told()
    {
        ErrorBody.Of(new PrunerThrottled("t"), "r").RetryAfterSeconds.ShouldBe(5);
        ErrorBody.Of(new PrunerModelNotReady("t"), "r").RetryAfterSeconds.ShouldBe(20);
        ErrorBody.Of(new PrunerUpstreamFailed("t"), "r").RetryAfterSeconds.ShouldBeNull();
        ErrorBody.Of(new PrunerThrottled("t") { RetryAfter = TimeSpan.FromMilliseconds(1200) }, "r").RetryAfterSeconds.ShouldBe(2);
    }

    // Retries wait as long as the service asked, on a clock that does not.
    private static TestHost Failing(ErrorKind kind) => new()
    {
        Time = new VirtualTime(),
        Retriever = new FakeRetriever { Before = (_, _) => throw PrunerException.Of(kind, "Retrieve failed.", TimeSpan.FromSeconds(7), new InvalidOperationException(Secret)) },
    };
}

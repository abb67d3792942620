using System.Text.Json.Nodes;
using RagPruner.Lambda.Native.Tests.Support;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Lambda.Native.Tests;

/// <summary>The executable as Lambda runs it: started by name, fed by the Runtime API, on the local Bedrock.</summary>
public sealed class ExecutableTests
{
    private const string Question = """{"question": "How long does a cold imported model take to answer?", "contexts": 3, "scorer": "mean-logprob"}""";

    [Theory]
    [InlineData("Api", "api-rest-answer", "api-rest-prune", "api-http-answer", "api-http-prune")]
    [InlineData("RagPruner.Lambda::RagPruner.Lambda.Questions.AnswerFunction::HandleAsync", "answer", "answer-agent")]
    [InlineData("PruneContexts", "prune-contexts", "prune-contexts-documents", "prune-contexts-agent")]
    [InlineData("RetrieveFunction", "retrieve")]
    [InlineData("Survey", "survey")]
    [InlineData("RagPruner.Lambda::RagPruner.Lambda.Stages.DraftFunction::HandleAsync", "draft")]
    [InlineData("Prune", "prune")]
    [InlineData("Generate", "generate")]
    [InlineData("Batch", "batch")]
    public async Task Every_event_is_answered_by_the_function_of_its_name(string handler, params string[] events)
    {
        await using var bedrock = await Cloud.StartAsync();
        await using var function = await NativeFunction.StartAsync(handler, bedrock);
        foreach (var name in events)
        {
            var outcome = await function.InvokeAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "events", $"{name}.json")));
            outcome.ErrorType.ShouldBeNull(outcome.Body);
            if (handler == "Api")
                ((int)JsonNode.Parse(outcome.Body)!["statusCode"]!).ShouldBe(200, outcome.Body);
        }
        // One record a request, each a line of JSON and nothing else; a batch writes one for each item.
        var (output, error, _) = await function.EndAsync();
        output.Count.ShouldBeGreaterThanOrEqualTo(events.Length);
        output.ShouldAllBe(line => JsonNode.Parse(line, null, default)!["_aws"] != null);
        error.ShouldBeEmpty();
    }

    [Fact]
    public void Every_event_file_is_among_them() =>
        typeof(ExecutableTests).GetMethod(nameof(Every_event_is_answered_by_the_function_of_its_name))!.GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .SelectMany(a => Texts(a.ConstructorArguments[0]).Skip(1)).Order(StringComparer.Ordinal)
            .ShouldBe(Directory.GetFiles(Path.Combine(Repository.Root, "events"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("PrunerThrottled", "error", "ThrottlingException")]
    [InlineData("PrunerOverloaded", "error", "ServiceUnavailableException")]
    [InlineData("PrunerUpstreamFailed", "error", "InternalServerException")]
    [InlineData("PrunerModelNotReady", "cold", null)]
    [InlineData("PrunerUpstreamBadResponse", "malformed", null)]
    [InlineData("PrunerMisconfigured", "error", "AccessDeniedException")]
    public async Task What_fails_upstream_leaves_under_its_name(string name, string kind, string? error)
    {
        await using var bedrock = await Cloud.StartAsync(new Fault { Operation = "InvokeModel", Kind = kind, Error = error, Seconds = 3600 });
        await using var function = await NativeFunction.StartAsync("Answer", bedrock);
        var outcome = await function.InvokeAsync(Question);
        outcome.ErrorType.ShouldBe(name, outcome.Body);
        ((string?)JsonNode.Parse(outcome.Body)!["errorType"]).ShouldBe(name);
    }

    [Fact]
    public async Task What_the_caller_or_the_deployment_did_wrong_leaves_under_its_name_and_the_next_request_is_served()
    {
        await using var bedrock = await Cloud.StartAsync();
        await using var function = await NativeFunction.StartAsync("Answer", bedrock);
        (await function.InvokeAsync("{}")).ErrorType.ShouldBe("PrunerInvalidInput");
        (await function.InvokeAsync("not json")).ErrorType.ShouldBe("PrunerInvalidInput");
        (await function.InvokeAsync(Question, TimeSpan.FromMilliseconds(300))).ErrorType.ShouldBe("PrunerDeadlineExceeded");
        (await function.InvokeAsync(Question)).ErrorType.ShouldBeNull();

        await using var tenants = await NativeFunction.StartAsync("Answer", bedrock, ("RAGPRUNER_TENANT_MODE", "claim"), ("RAGPRUNER_TENANT_CLAIM", "custom:tenant"));
        (await tenants.InvokeAsync(Question)).ErrorType.ShouldBe("PrunerForbidden");

        await using var wrong = await NativeFunction.StartAsync("Answer", bedrock, ("RAGPRUNER_DEADLINE_MS", "soon"));
        (await wrong.InvokeAsync(Question)).ErrorType.ShouldBe("PrunerMisconfigured");
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("JSON")]
    public async Task A_failure_is_logged_in_the_format_of_the_function_and_records_stay_json(string format)
    {
        await using var function = await NativeFunction.StartAsync("Answer", null, ("AWS_LAMBDA_LOG_FORMAT", format));
        (await function.InvokeAsync("{}")).ErrorType.ShouldBe("PrunerInvalidInput");
        var (output, error, _) = await function.EndAsync();
        ((string?)JsonNode.Parse(output.ShouldHaveSingleItem())!["error"]).ShouldBe("PrunerInvalidInput");
        error.ShouldNotBeEmpty();
        if (format == "JSON")
            ((string?)JsonNode.Parse(error.ShouldHaveSingleItem())!["errorType"]).ShouldBe("PrunerInvalidInput");
        else
            error[0].ShouldContain("PrunerInvalidInput");
    }

    [Theory]
    [InlineData("Nothing")]
    [InlineData("")]
    [InlineData("RagPruner.Lambda::RagPruner.Lambda.Stages.Nothing::HandleAsync")]
    public async Task A_handler_that_is_no_function_is_told_when_it_starts(string handler)
    {
        await using var function = await NativeFunction.StartAsync(handler, null);
        var outcome = await function.InitError;
        outcome.ErrorType.ShouldBe("PrunerMisconfigured");
        ((string?)JsonNode.Parse(outcome.Body)!["errorMessage"]).ShouldBe($"_HANDLER: there is no function {handler}; there are Api, Answer, PruneContexts, Retrieve, Survey, Draft, Prune, Generate, Batch.");
        (await function.EndAsync(byItself: true)).ExitCode.ShouldNotBe(0);
    }

    private static IEnumerable<string> Texts(System.Reflection.CustomAttributeTypedArgument argument) =>
        ((IEnumerable<System.Reflection.CustomAttributeTypedArgument>)argument.Value!).SelectMany(a => a.Value is string text ? [text] : Texts(a));
}

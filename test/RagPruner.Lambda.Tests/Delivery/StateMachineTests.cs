using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RagPruner.Errors;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Tests.Support;

namespace RagPruner.Lambda.Tests.Delivery;

/// <summary>The state machines against the contract's error table, and against the template.</summary>
public sealed partial class StateMachineTests
{
    private static readonly string[] s_lambdaErrors =
        ["Lambda.ClientExecutionTimeoutException", "Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException"];

    private static readonly string[] s_names = [.. Enum.GetValues<ErrorKind>().Select(k => $"Pruner{k}")];

    public static TheoryData<string> Files { get; } = ["answer.asl.json", "batch.asl.json", "examples/prune-task.asl.json"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_error_name_exists_and_nothing_retries_what_it_does_not_know(string file)
    {
        var definition = Read(file);
        foreach (var retry in Lists(definition, "Retry"))
            SamTemplate.Texts(retry["ErrorEquals"]).ShouldBeSubsetOf(s_names.Concat(s_lambdaErrors));
        foreach (var caught in Lists(definition, "Catch"))
            SamTemplate.Texts(caught["ErrorEquals"]).ShouldBeSubsetOf(s_names.Concat(s_lambdaErrors).Append("States.ALL"));
        foreach (var task in Tasks(definition))
        {
            // Every task tells Lambda's own failures from ours, with jitter, and ends.
            Lists(task, "Retry").SelectMany(r => SamTemplate.Texts(r["ErrorEquals"])).ToArray().ShouldSatisfyAllConditions(
                e => s_lambdaErrors.ShouldBeSubsetOf(e),
                e => e.ShouldBeUnique());
            Lists(task, "Retry").ShouldAllBe(r => (string?)r["JitterStrategy"] == "FULL");
            task["TimeoutSeconds"].ShouldNotBeNull();
        }
    }

    [Theory]
    // The contract: first wait, growth, longest wait, attempts.
    [InlineData("PrunerThrottled", 5, 2.0, 60, 8)]
    [InlineData("PrunerOverloaded", 5, 2.0, 60, 8)]
    [InlineData("PrunerModelNotReady", 20, 1.5, 120, 10)]
    [InlineData("PrunerUpstreamFailed", 2, 2.0, 30, 4)]
    [InlineData("PrunerUpstreamBadResponse", null, null, null, 1)]
    [InlineData("PrunerDeadlineExceeded", null, null, null, 1)]
    public void Retries_are_those_of_the_contract(string error, int? interval, double? rate, int? most, int attempts)
    {
        var found = 0;
        foreach (var retry in new[] { "answer.asl.json", "batch.asl.json" }.SelectMany(f => Lists(Read(f), "Retry")).Where(r => SamTemplate.Texts(r["ErrorEquals"]).Contains(error)))
        {
            found++;
            ((int)retry["MaxAttempts"]!).ShouldBe(attempts);
            if (interval is null)
                continue;
            ((int)retry["IntervalSeconds"]!).ShouldBe(interval.Value);
            ((double)retry["BackoffRate"]!).ShouldBe(rate!.Value);
            ((int)retry["MaxDelaySeconds"]!).ShouldBe(most!.Value);
        }
        found.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void Prune_is_not_tried_again_because_the_same_input_gives_the_same_failure() =>
        Read("answer.asl.json")["States"]!["Prune"]!["Retry"]!.AsArray().SelectMany(r => SamTemplate.Texts(r!["ErrorEquals"])).ShouldBe(s_lambdaErrors);

    [Fact]
    public async Task The_map_over_drafts_runs_as_many_at_once_as_a_function_would()
    {
        ((string)Read("answer.asl.json")["States"]!["Drafts"]!["MaxConcurrencyPath"]!).ShouldBe("$.task.concurrency");
        var state = await new TestHost().With(KnownSettings.DraftConcurrency.Name, "7").InvokeAsync("Retrieve", """{"request":{"question":"When?"}}""");
        state.GetProperty("task").GetProperty("concurrency").GetInt32().ShouldBe(7);
    }

    [Theory]
    [InlineData("Drafts")]
    [InlineData("Canary")]
    public void What_is_caught_of_a_draft_is_what_prune_takes_for_an_unscored_context(string name)
    {
        var state = Read("answer.asl.json")["States"]![name]!;
        var draft = name == "Drafts" ? state["ItemProcessor"]!["States"]!["Draft"]! : state;
        var ours = Enum.GetValues<ErrorKind>().Where(k => k is > ErrorKind.Forbidden and < ErrorKind.Misconfigured && (k != ErrorKind.ModelNotReady || name == "Drafts")).Select(k => $"Pruner{k}");
        draft["Catch"]!.AsArray().SelectMany(c => SamTemplate.Texts(c!["ErrorEquals"])).Order(StringComparer.Ordinal).ShouldBe(ours.Concat(s_lambdaErrors).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string> LambdaErrors => [.. s_lambdaErrors];

    [Theory]
    [MemberData(nameof(LambdaErrors))]
    public async Task Prune_knows_each_of_lambdas_own_failures(string error)
    {
        var host = new TestHost();
        var state = JsonNode.Parse((await host.InvokeAsync("Retrieve", """{"request":{"question":"When?","contexts":4,"scorer":"mean-logprob"}}""")).GetRawText())!;
        state["canaryDraft"] = new JsonObject { ["id"] = (string)state["canary"]!["id"]!, ["error"] = error };
        var drafts = new JsonArray();
        foreach (var context in state["rest"]!.AsArray())
            drafts.Add(new JsonObject { ["id"] = (string)context!["id"]!, ["evidence"] = new JsonObject { ["draft"] = "nine", ["meanLogprob"] = -1 } });
        state["drafts"] = drafts;
        var pruned = await host.InvokeAsync("Prune", state.ToJsonString());
        pruned.GetProperty("status").GetString().ShouldBe("partial");
    }

    [Fact]
    public void The_template_gives_every_placeholder_a_value()
    {
        foreach (var (name, properties) in SamTemplate.OfType("AWS::Serverless::StateMachine"))
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, (string)properties["DefinitionUri"]!));
            Placeholder().Matches(text).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)
                .ShouldBe(properties["DefinitionSubstitutions"]!.AsObject().Select(s => s.Key).Order(StringComparer.Ordinal), name);
        }
    }

    [Fact]
    public void Every_choice_and_next_leads_to_a_state()
    {
        foreach (var machine in Files.Select(f => f.Data).SelectMany(f => SamTemplate.Objects(Read(f))).Where(o => o.ContainsKey("States")))
        {
            var states = machine["States"]!.AsObject();
            var own = states.SelectMany(s => Own(s.Value!)).SelectMany(o => new[] { "Next", "Default" }.Select(m => (string?)(o[m] as JsonValue))).Where(n => n is not null).Append((string?)machine["StartAt"]).ToArray();
            own.ShouldBeSubsetOf(states.Select(s => s.Key));
            states.Select(s => s.Key).ShouldBeSubsetOf(own!);
        }
    }

    private static IEnumerable<JsonObject> Own(JsonNode state) => state is JsonObject o
        ? o.Where(m => m.Key != "ItemProcessor").SelectMany(m => m.Value is JsonArray a ? a.SelectMany(i => i is null ? [] : Own(i)) : []).Prepend(o)
        : [];

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "statemachines", file)))!.AsObject();

    private static IEnumerable<JsonObject> Tasks(JsonNode node) => SamTemplate.Objects(node).Where(o => (string?)(o["Type"] as JsonValue) == "Task");

    private static IEnumerable<JsonNode> Lists(JsonNode node, string member) => SamTemplate.Objects(node).Where(o => o[member] is JsonArray).SelectMany(o => o[member]!.AsArray())!;

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Tests.Delivery;

/// <summary>What the guides name is there: files, functions, parameters, outputs, events, alarms.</summary>
public sealed partial class DeliveryDocumentTests
{
    private static readonly string s_samLocal = Read("docs/sam-local.md");
    private static readonly string s_operations = Read("docs/operations.md");
    private static readonly string s_deploy = Read("README.md").Split("\n## On AWS in three steps\n")[1].Split("\n## ")[0];

    public static TheoryData<string> Documents { get; } = ["docs/sam-local.md", "docs/operations.md", "docs/lambda.md", "docs/command-line.md", "docs/scoring.md", "docs/library.md", "docs/lab.md", "docs/integrations.md", "README.md", "docs/stages.md", "docs/local-bedrock.md", "docs/http.md", "docs/settings.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_file_that_a_guide_names_is_there(string document)
    {
        var text = Read(document);
        var folder = Path.GetDirectoryName(document)!;
        var links = Link().Matches(text).Select(m => m.Groups["path"].Value).Where(p => !p.StartsWith("http", StringComparison.Ordinal)).Select(p => Path.Combine(folder, p.Split('#')[0])).Where(p => p != folder);
        var files = NamedFile().Matches(text).Select(m => m.Groups["path"].Value);
        foreach (var file in links.Concat(files).Distinct())
            (File.Exists(Path.Combine(Repository.Root, file)) || Directory.Exists(Path.Combine(Repository.Root, file))).ShouldBeTrue($"{document} names {file}");
    }

    [Fact]
    public void Every_sam_command_names_a_function_of_the_template_and_an_event_for_it()
    {
        var commands = SamInvoke().Matches(s_samLocal).ToArray();
        var functions = SamTemplate.OfType("AWS::Serverless::Function").Select(f => f.Name).ToArray();
        commands.Select(c => c.Groups["function"].Value).Distinct().Order(StringComparer.Ordinal).ShouldBe(functions.Order(StringComparer.Ordinal));
        commands.Select(c => c.Groups["event"].Value).Order(StringComparer.Ordinal)
            .ShouldBe(Directory.GetFiles(Path.Combine(Repository.Root, "events")).Select(f => $"events/{Path.GetFileName(f)}").Order(StringComparer.Ordinal));
        SamCommand().Matches(s_samLocal).Where(m => m.Value.Contains("local", StringComparison.Ordinal)).ShouldAllBe(m => m.Value.Contains("--env-vars env.local.json") || !m.Value.Contains("--event"));
    }

    [Fact]
    public void Every_parameter_and_output_that_a_guide_names_exists()
    {
        var parameters = SamTemplate.Root["Parameters"]!.AsObject();
        foreach (var name in Override().Matches(s_samLocal).Select(m => m.Groups["name"].Value))
            parameters.ContainsKey(name).ShouldBeTrue(name);
        // In these documents a name in Pascal case stands for a parameter, an output, a resource, a metric or a state machine's own words.
        string[] words = ["Requests", "Drafts", "SavedUsd", "CacheReadInputTokens", "MaxConcurrency", "ResultWriter", "Error", "Retry"];
        foreach (var name in new[] { s_operations, s_deploy }.SelectMany(t => Pascal().Matches(t)).Select(m => m.Groups["name"].Value).Distinct().Except(words).Where(n => !n.StartsWith("Pruner", StringComparison.Ordinal)))
            (parameters.ContainsKey(name) || SamTemplate.Root["Outputs"]!.AsObject().ContainsKey(name) || SamTemplate.Resources.ContainsKey(name)).ShouldBeTrue(name);
        var required = parameters.Where(p => p.Value!["Default"] is null).Select(p => p.Key).ToArray();
        foreach (var guide in new[] { s_operations, s_deploy })
            required.ShouldAllBe(r => guide.Contains($"`{r}`"));
    }

    [Fact]
    public void Every_alarm_has_a_runbook_that_its_description_points_to()
    {
        var alarms = SamTemplate.OfType("AWS::CloudWatch::Alarm").ToArray();
        RunbookHeading().Matches(s_operations).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal).ShouldBe(alarms.Select(a => a.Name).Order(StringComparer.Ordinal));
        alarms.ShouldAllBe(a => ((string)a.Properties["AlarmDescription"]!).Contains($"docs/operations.md, {a.Name}"));
    }

    [Fact]
    public void The_alarm_for_conflicts_looks_at_every_function_that_judges_and_divides_by_those_compared()
    {
        var metrics = SamTemplate.Resources["EvidenceConflictsAlarm"]!["Properties"]!["Metrics"]!.AsArray();
        var parts = metrics.Skip(1).Select(m => (Stat: (string)m!["MetricStat"]!["Stat"]!, Function: (string)m["MetricStat"]!["Metric"]!["Dimensions"]![0]!["Value"]!)).ToArray();
        string[] judging = ["Answer", "Api", "Batch", "Prune", "PruneContexts"];
        parts.Where(p => p.Stat == "Sum").Select(p => p.Function).Order(StringComparer.Ordinal).ShouldBe(judging);
        parts.Where(p => p.Stat == "SampleCount").Select(p => p.Function).Order(StringComparer.Ordinal).ShouldBe(judging);
        var halves = ((string)metrics[0]!["Expression"]!).Split(" / ");
        metrics.Skip(1).Select(m => (string)m!["Id"]!).ShouldAllBe(id => halves[id.EndsWith("Compared", StringComparison.Ordinal) ? 1 : 0].Contains($"FILL({id}, 0)"));
    }

    [Fact]
    public void Every_metric_that_an_alarm_or_the_dashboard_shows_is_written()
    {
        var source = Read("src/RagPruner.Lambda/Telemetry/RequestRecord.cs");
        var metrics = SamTemplate.Objects(SamTemplate.Root).Where(o => o["MetricName"] is JsonValue && o["Namespace"]!.ToJsonString().Contains("MetricsNamespace", StringComparison.Ordinal)).Select(o => (string)o["MetricName"]!)
            .Concat(DashboardMetric().Matches(Read("template.yaml")).Select(m => m.Groups["name"].Value)).Distinct().ToArray();
        metrics.Length.ShouldBeGreaterThan(15);
        metrics.ShouldAllBe(m => m.StartsWith("Executions") || source.Contains($"\"{m}\"") || m.StartsWith("Contexts") && Enum.GetNames<Contexts.Disposition>().Contains(m.Replace("Contexts", "")));
    }

    [Fact]
    public void The_local_environment_overrides_variables_of_the_template_only()
    {
        var variables = SamTemplate.Root["Globals"]!["Function"]!["Environment"]!["Variables"]!.AsObject();
        var local = JsonNode.Parse(Read("env.local.json"))!["Parameters"]!.AsObject();
        local.ShouldAllBe(v => variables.ContainsKey(v.Key));
        FunctionSettings.Read(local.Where(v => v.Key.StartsWith("RAGPRUNER_", StringComparison.Ordinal)).ToDictionary(v => v.Key, v => (string)v.Value!, StringComparer.Ordinal), Parts.All).ShouldNotBeNull();
    }

    [Fact]
    public void The_break_even_is_worked_out_right()
    {
        var (window, saved) = (2 * 5 * 0.05718, 7 * 450 * 3 / 1e6);
        s_operations.ShouldContain($"= **${window:0.00}**");
        s_operations.ShouldContain($"= **${saved:0.00000}**");
        s_operations.ShouldContain($"0.57 / 0.00945 ≈ **{Math.Ceiling(window / saved)} requests");
    }

    [Fact]
    public void Workflows_pin_their_actions_and_ask_for_little()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, ".github", "workflows")))
        {
            var text = File.ReadAllText(file);
            Uses().Matches(text).Select(m => m.Value).ShouldAllBe(u => Regex.IsMatch(u, @"@[0-9a-f]{40} # v\d"));
            text.ShouldContain("permissions:\n  contents: read\n");
            text.ShouldNotContain(": write");
        }
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\]\((?<path>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w/.-])(?<path>(events|statemachines|src|test|eng|docs|samples|bench|\.github)/[\w./-]*\w|template\.yaml|samconfig\.toml|env\.local\.json)", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"sam local invoke (?<function>\w+) --event (?<event>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex SamInvoke();

    [GeneratedRegex("^sam .*$", RegexOptions.Multiline)]
    private static partial Regex SamCommand();

    [GeneratedRegex(@"(?<name>[A-Z]\w+)=(?=\S)(?<=--parameter-overrides.*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Override();

    [GeneratedRegex("`(?<name>[A-Z][a-z]+([A-Z][a-z0-9]+)+|Tenant|Architecture)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Pascal();

    [Fact]
    public void The_alarm_on_costs_exists_only_with_a_price_and_any_price_will_do()
    {
        ((string?)SamTemplate.Resources["CostAlarm"]!["Condition"]).ShouldBe("HasPrices");
        var unpriced = SamTemplate.Objects(SamTemplate.Root["Conditions"]!["HasPrices"]!["Fn::Not"]).Where(o => o.ContainsKey("Fn::Equals")).Select(o => o["Fn::Equals"]!.AsArray()).ToArray();
        unpriced.ShouldAllBe(e => e[1]!.ToString() == "0" || e[1]!.ToString().Length == 0);
        unpriced.Select(e => (string)e[0]!["Ref"]!).Order(StringComparer.Ordinal)
            .ShouldBe(SamTemplate.Root["Parameters"]!.AsObject().Select(p => p.Key).Where(k => k.EndsWith("Price", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    // Under `pipefail` a `grep -q` that stops reading fails the command that writes to it, now and then.
    [Fact]
    public void No_script_ends_a_pipe_in_a_grep_that_stops_early()
    {
        var scripts = Directory.GetFiles(Path.Combine(Repository.Root, "test", "conformance"), "*.sh").Append(Path.Combine(Repository.Root, ".ci", "run")).ToArray();
        scripts.Length.ShouldBeGreaterThan(5);
        foreach (var script in scripts)
            File.ReadLines(script).ShouldAllBe(line => !PipeIntoQuietGrep().IsMatch(line), script);
    }

    [GeneratedRegex(@"[^|]\|\s*grep\s+-\w*q")]
    private static partial Regex PipeIntoQuietGrep();

    [GeneratedRegex(@"^### (?<name>\w+Alarm)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex RunbookHeading();

    [GeneratedRegex("""\["(\$\{MetricsNamespace\}|\.|AWS/States)", "(?<name>\w+)",""", RegexOptions.ExplicitCapture)]
    private static partial Regex DashboardMetric();

    [GeneratedRegex(@"uses: .*")]
    private static partial Regex Uses();
}

using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Errors;
using RagPruner.Lambda.Tests.Support;
using RagPruner.Selection;

namespace RagPruner.Lambda.Tests;

/// <summary>The examples in the docs are what the code takes and gives.</summary>
public sealed partial class DocumentTests
{
    private static readonly string s_http = Read("http.md");
    private static readonly string s_stages = Read("stages.md");

    [Fact]
    public void The_documented_request_is_a_request_with_every_member()
    {
        var example = Block(s_http, "request");
        RequestJson.Read(Encoding.UTF8.GetBytes(example), Catalog.Default).Include.ShouldBe(Includes.Contexts | Includes.Evidence);
        var unknown = Should.Throw<PrunerInvalidInput>(() => RequestJson.Read("""{"x": 1}"""u8, Catalog.Default)).Message;
        JsonNode.Parse(example)!.AsObject().Select(m => m.Key).ShouldBe(unknown.Split("known: ")[1].TrimEnd('.').Split(", "));
    }

    [Fact]
    public void The_documented_keep_rules_are_all_that_the_contract_takes()
    {
        var rules = JsonNode.Parse(Block(s_http, "keep"))!.AsArray();
        foreach (var rule in rules)
            RequestJson.Read(Encoding.UTF8.GetBytes($$"""{"question": "q", "scorer": "retrieval", "keep": {{rule}}}"""), Catalog.Default).Request.Keep.Name.ShouldBe((string?)rule!["rule"]);
        rules.Select(r => (string)r!["rule"]!).Distinct().ShouldBe(Catalog.Default.KeepRuleNames);
    }

    [Fact]
    public void The_documented_response_reads_and_writes_as_it_stands()
    {
        var example = JsonNode.Parse(Block(s_http, "response"))!;
        var body = JsonSerializer.Deserialize(example.ToJsonString(), ContractJson.Readable.AnswerBody)!;
        JsonNode.DeepEquals(JsonNode.Parse(JsonSerializer.Serialize(body, ContractJson.Readable.AnswerBody)), example).ShouldBeTrue();
        var error = JsonNode.Parse(Block(s_http, "error"))!;
        JsonNode.DeepEquals(JsonNode.Parse(JsonSerializer.Serialize(JsonSerializer.Deserialize(error.ToJsonString(), ContractJson.Readable.ErrorBody)!, ContractJson.Readable.ErrorBody)), error).ShouldBeTrue();
    }

    [Fact]
    public void Every_reason_scorer_and_error_is_named()
    {
        var constants = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        var failures = Enum.GetValues<ErrorKind>().Where(k => k is > ErrorKind.Forbidden and < ErrorKind.Misconfigured).Select(Reasons.DraftFailed);
        foreach (var name in constants.Concat(failures).Concat(Catalog.Default.ScorerNames))
            s_http.ShouldContain($"`{name}`");
        foreach (var kind in Enum.GetValues<ErrorKind>())
            TableOf(s_http).ShouldContain(r => r.Contains($"Pruner{kind}", StringComparison.Ordinal) && r.Contains($"{ErrorBody.StatusOf(kind)}", StringComparison.Ordinal), $"{kind}");
    }

    [Theory]
    [InlineData("retrieve", "Retrieve")]
    [InlineData("draft", "Draft")]
    [InlineData("batch", "Batch")]
    public async Task The_documented_payloads_run(string block, string function) =>
        (await new TestHost().With("RAGPRUNER_TENANT", "t1").TextAsync(function, Block(s_stages, block))).ShouldNotContain("\"error\":{");

    private static IEnumerable<string> TableOf(string text) => text.Split('\n').Where(l => l.StartsWith('|'));

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", name)).ReplaceLineEndings("\n");

    private static string Block(string text, string name) =>
        Fence().Matches(text).Single(m => m.Groups["name"].Value == name).Groups["json"].Value;

    [GeneratedRegex("^```json (?<name>[\\w-]+)\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}

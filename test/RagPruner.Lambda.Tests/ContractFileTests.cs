using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RagPruner.Calibration;
using RagPruner.Contract;
using RagPruner.Errors;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RagPruner.Lambda.Tests;

/// <summary>docs/openapi.yaml and docs/schemas say what the code does. Replies are checked where tests get them: see <see cref="Gateway"/>.</summary>
public sealed partial class ContractFileTests
{
    private static readonly JsonObject s_openApi = ReadOpenApi();

    [Fact]
    public void Every_route_is_in_the_openapi_file_and_nothing_else() =>
        s_openApi["paths"]!.AsObject().Select(p => p.Key).ShouldBe(ApiRoute.All.Select(r => r.Path), ignoreOrder: true);

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = Objects(s_openApi).Select(o => (string?)(o["$ref"] as JsonValue)).OfType<string>().ToArray();
        references.Length.ShouldBeGreaterThan(10);
        foreach (var reference in references)
        {
            var found = reference.StartsWith("#/", StringComparison.Ordinal)
                ? reference[2..].Split('/').Aggregate((JsonNode?)s_openApi, (node, part) => node?[part]) is not null
                : File.Exists(Path.Combine(Repository.Root, "docs", reference));
            found.ShouldBeTrue(reference);
        }
    }

    [Fact]
    public void Every_example_of_the_openapi_file_meets_its_schema()
    {
        var examples = Objects(s_openApi).Where(o => o.ContainsKey("examples"))
            .SelectMany(o => o["examples"]!.AsObject().Select(e => (Schema: (string)o["schema"]!["$ref"]!, Value: e.Value!["value"]!.ToJsonString()))).ToArray();
        examples.Length.ShouldBeGreaterThan(5);
        foreach (var (schema, value) in examples)
            Schemas.Check(Path.GetFileName(schema)[..^".schema.json".Length], value);
    }

    [Theory]
    [InlineData("http.md")]
    [InlineData("stages.md")]
    [InlineData("integrations.md")]
    public void Every_example_of_a_guide_meets_its_schema(string guide)
    {
        var blocks = Fence().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", guide)).ReplaceLineEndings("\n"));
        foreach (Match block in blocks)
        {
            // A block is named after its schema; more may follow a hyphen. Payloads of stages are between our own functions.
            var schema = Schemas.Names.Where(n => $"{block.Groups["name"].Value}-".StartsWith($"{n}-", StringComparison.Ordinal)).MaxBy(n => n.Length);
            if (schema is not null)
            {
                foreach (var instance in JsonNode.Parse(block.Groups["json"].Value) is JsonArray list ? list.ToArray() : [JsonNode.Parse(block.Groups["json"].Value)])
                    Schemas.Check(schema, instance!.ToJsonString());
            }
            else
                guide.ShouldBe("stages.md", block.Groups["name"].Value);
        }
    }

    [Fact]
    public void Every_event_holds_a_request_that_meets_its_schema()
    {
        foreach (var name in new[] { "answer", "prune-contexts", "prune-contexts-documents" })
            Schemas.Check("request", TestHost.Event(name));
        foreach (var name in new[] { "rest", "http" })
            Schemas.Check("request", (string)JsonNode.Parse(TestHost.Event($"api-{name}-answer"))!["body"]!);
    }

    [Fact]
    public void A_profile_meets_its_schema() => Schemas.Check("profile", ProfileJson.Write(Labelled.Profile()));

    [Theory]
    [InlineData("request", "{}")]
    [InlineData("request", """{"question": "q", "modelId": "m"}""")]
    [InlineData("request", """{"question": "q", "documents": []}""")]
    [InlineData("request", """{"question": "q", "documents": [{"id": "a"}]}""")]
    [InlineData("request", """{"question": "q", "filter": {"equals": {"key": "a", "value": 1}, "in": {"key": "a", "value": [1]}}}""")]
    [InlineData("rerank-request", """{"query": "q", "documents": ["a"], "top_n": 0}""")]
    [InlineData("response", """{"status": "done", "usage": {}, "degraded": [], "requestId": ""}""")]
    [InlineData("profile", "{}")]
    public void The_schemas_refuse_what_the_code_refuses(string schema, string instance)
    {
        using var document = JsonDocument.Parse(instance);
        Schemas.Problems(schema, document.RootElement).ShouldNotBeEmpty();
        if (schema == "request")
            Should.Throw<PrunerInvalidInput>(() => RequestJson.Read(System.Text.Encoding.UTF8.GetBytes(instance), Selection.Catalog.Default));
    }

    [Fact]
    public void The_schemas_know_every_member_that_the_code_reads()
    {
        var members = Should.Throw<PrunerInvalidInput>(() => RequestJson.Read("""{"x": 1}"""u8, Selection.Catalog.Default)).Message.Split("known: ")[1].TrimEnd('.').Split(", ");
        Members("request").ShouldBe(members, ignoreOrder: true);
        var ofDocuments = Should.Throw<PrunerInvalidInput>(() => DocumentJson.Read("""{"x": 1}"""u8)).Message.Split("known: ")[1].TrimEnd('.').Split(", ");
        Members("document").ShouldBe(ofDocuments, ignoreOrder: true);
    }

    private static IEnumerable<string> Members(string schema) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schemas", $"{schema}.schema.json")))!["properties"]!.AsObject().Select(p => p.Key);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Objects(m.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };

    private static JsonObject ReadOpenApi()
    {
        using var reader = new StreamReader(Path.Combine(Repository.Root, "docs", "openapi.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return Node(yaml.Documents[0].RootNode)!.AsObject();
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Node(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        // What is not quoted may be a number.
        YamlScalarNode { Style: ScalarStyle.Plain } scalar when double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };

    [GeneratedRegex("^```json (?<name>[\\w-]+)\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}

using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace RagPruner.Lambda.Tests.Delivery;

/// <summary>template.yaml as JSON, with CloudFormation's short tags written out.</summary>
internal static class SamTemplate
{
    public static JsonObject Root { get; } = Read();

    public static JsonObject Resources => Root[nameof(Resources)]!.AsObject();

    public static IEnumerable<(string Name, JsonObject Properties)> OfType(string type) =>
        Resources.Where(r => (string?)r.Value!["Type"] == type).Select(r => (r.Key, r.Value!["Properties"]!.AsObject()));

    /// <summary>Every object below a node, the node included.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Objects(m.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };

    /// <summary>The IAM statements of a resource, with both sides of conditions.</summary>
    public static IEnumerable<JsonObject> Statements(JsonNode resource) => Objects(resource).Where(o => o.ContainsKey("Effect"));

    public static IEnumerable<string> Texts(JsonNode? node) => node is JsonArray list ? list.Select(i => (string)i!) : [(string)node!];

    private static JsonObject Read()
    {
        using var reader = new StreamReader(Path.Combine(Repository.Root, "template.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return Node(yaml.Documents[0].RootNode)!.AsObject();
    }

    private static JsonNode? Node(YamlNode node)
    {
        JsonNode? value = node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Node(c.Value)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
            _ => JsonValue.Create(((YamlScalarNode)node).Value),
        };
        return node.Tag.IsEmpty || !node.Tag.Value.StartsWith('!') || node.Tag.Value.Length == 1 ? value
            : new JsonObject { [node.Tag.Value is "!Ref" or "!Condition" ? node.Tag.Value[1..] : $"Fn::{node.Tag.Value[1..]}"] = value };
    }
}

using System.Text.Json;
using Json.Schema;

namespace RagPruner.Testing;

/// <summary>The JSON Schemas of docs/schemas, which everything that is read or written must meet.</summary>
internal static class Schemas
{
    private static readonly IReadOnlyDictionary<string, JsonSchema> s_all = Load();

    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>Fails where the instance does not meet the schema, with every reason.</summary>
    public static void Check(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        Problems(name, document.RootElement).ShouldBeEmpty($"{name}: {json}");
    }

    public static IReadOnlyList<string> Problems(string name, JsonElement instance)
    {
        var result = s_all[name].Evaluate(instance, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] : [.. (result.Details ?? []).SelectMany(d => (d.Errors ?? new Dictionary<string, string>()).Select(e => $"{d.InstanceLocation}: {e.Key}, {e.Value}"))];
    }

    private static Dictionary<string, JsonSchema> Load()
    {
        // A schema must be there before another one refers to it.
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "schemas"), "*.schema.json").ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal);
        var options = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        var loaded = new Dictionary<string, JsonSchema>(StringComparer.Ordinal);
        foreach (var name in files.Keys.Order(StringComparer.Ordinal))
            Build(name);
        return loaded;

        void Build(string file)
        {
            var name = file[..^".schema.json".Length];
            if (loaded.ContainsKey(name))
                return;
            foreach (var other in files.Keys.Where(f => f != file && files[file].Contains($"\"$ref\": \"{f}", StringComparison.Ordinal)))
                Build(other);
            loaded[name] = JsonSchema.FromText(files[file], options);
        }
    }
}

using System.Xml.Linq;
using RagPruner.Pipeline;

namespace RagPruner.Tests;

public sealed class ArchitectureTests
{
    // Each project may use those before it; the adapters do not know each other.
    private static readonly string[] s_order = ["RagPruner", "RagPruner.Bedrock", "RagPruner.OpenAi", "RagPruner.Lambda", "RagPruner.Local"];
    private static readonly string[] s_adapters = ["RagPruner.Bedrock", "RagPruner.OpenAi"];

    // Each folder of the core may use those before it.
    private static readonly string[] s_folders =
        ["Text", "Accounting", "Errors", "Calls", "Contexts", "Models", "Drafting", "Answering", "Scoring", "Selection", "Calibration", "Pipeline", "Contract"];

    [Fact]
    public void Projects_depend_one_way()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var own = Array.IndexOf(s_order, Path.GetFileNameWithoutExtension(file));
            own.ShouldBeGreaterThanOrEqualTo(0, file);
            foreach (var reference in XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))))
                Array.IndexOf(s_order, reference).ShouldBeInRange(0, own - 1, $"{file} uses {reference}");
        }
    }

    [Fact]
    public void The_core_knows_no_cloud_no_http_no_files_and_no_database()
    {
        var references = typeof(ContextPruner).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        references.ShouldAllBe(name => !name.StartsWith("AWSSDK", StringComparison.Ordinal) && !name.StartsWith("Amazon", StringComparison.Ordinal)
            && !name.StartsWith("System.Net", StringComparison.Ordinal) && !name.StartsWith("System.IO.", StringComparison.Ordinal) && !name.Contains("Sqlite"));
    }
}

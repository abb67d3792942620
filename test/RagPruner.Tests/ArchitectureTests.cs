using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RagPruner.Pipeline;

namespace RagPruner.Tests;

public sealed partial class ArchitectureTests
{
    // Each project may use those before it; the adapters do not know each other.
    private static readonly string[] s_order = ["RagPruner", "RagPruner.Bedrock", "RagPruner.OpenAi", "RagPruner.Extensions.AI", "RagPruner.Lambda", "RagPruner.Lambda.Native", "RagPruner.Local", "RagPruner.Neural"];
    private static readonly string[] s_adapters = ["RagPruner.Bedrock", "RagPruner.OpenAi", "RagPruner.Extensions.AI"];

    private static readonly string[] s_projects = s_order;

    // Each folder of the core may use those before it.
    private static readonly string[] s_folders =
        ["Text", "Statements", "Accounting", "Errors", "Calls", "Contexts", "Models", "Drafting", "Conflicts", "Answering", "Scoring", "Selection", "Calibration", "Pipeline", "Contract"];

    [Fact]
    public void Projects_depend_one_way()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var own = Array.IndexOf(s_order, Path.GetFileNameWithoutExtension(file));
            own.ShouldBeGreaterThanOrEqualTo(0, file);
            foreach (var reference in XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))))
            {
                Array.IndexOf(s_order, reference).ShouldBeInRange(0, own - 1, $"{file} uses {reference}");
                (s_adapters.Contains(s_order[own]) && s_adapters.Contains(reference)).ShouldBeFalse($"{file} uses {reference}");
            }
        }
    }

    [Fact]
    public void Folders_of_the_core_depend_one_way()
    {
        var core = typeof(ContextPruner).Assembly;
        foreach (var type in core.GetTypes().Where(t => FolderOf(t) is not null))
        {
            var own = Array.IndexOf(s_folders, FolderOf(type));
            own.ShouldBeGreaterThanOrEqualTo(0, $"{type} lies in no known folder");
            foreach (var used in TypesIn(type).Where(t => t.Assembly == core && FolderOf(t) is not null))
                Array.IndexOf(s_folders, FolderOf(used)).ShouldBeInRange(0, own, $"{type} uses {used}");
        }
        // Bodies of methods are not in metadata: their files' usings tell.
        foreach (var (file, folder) in Sources("RagPruner").Select(f => (f, Path.GetRelativePath(Path.Combine(Repository.Root, "src", "RagPruner"), f).Split(Path.DirectorySeparatorChar)[0])))
        {
            foreach (var used in File.ReadLines(file).Select(l => Using().Match(l)).Where(m => m.Success).Select(m => m.Groups["folder"].Value))
                Array.IndexOf(s_folders, used).ShouldBeInRange(0, Array.IndexOf(s_folders, folder), $"{file} uses {used}");
        }
    }

    [Fact]
    public void Files_are_named_after_a_type_in_them_and_hold_one_public_type()
    {
        foreach (var file in s_projects.SelectMany(Sources).Where(f => Path.GetFileName(f) != "Program.cs"))
        {
            var types = File.ReadLines(file).Select(l => TypeDeclaration().Match(l)).Where(m => m.Success).ToArray();
            types.Select(m => m.Groups["name"].Value).ShouldContain(n => n == Path.GetFileNameWithoutExtension(file), file);
            types.Count(m => m.Groups["access"].Value == "public").ShouldBeLessThanOrEqualTo(1, file);
        }
    }

    [Fact]
    public void Lines_have_at_most_160_characters()
    {
        foreach (var file in s_projects.SelectMany(Sources))
            File.ReadLines(file).ShouldAllBe(l => l.Length <= 160, file);
    }

    [Fact]
    public void The_core_has_fewer_than_80_public_types_without_tuples_in_their_signatures()
    {
        var types = typeof(ContextPruner).Assembly.GetExportedTypes();
        types.Length.ShouldBeLessThan(80);
        foreach (var member in types.SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)))
            Signature(member).ShouldAllBe(t => !(t.FullName ?? "").Contains("System.ValueTuple", StringComparison.Ordinal), $"{member.DeclaringType}.{member}");
    }

    [Fact]
    public void Every_type_that_the_architecture_names_is_there()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var files = s_projects.SelectMany(Sources).Concat(Directory.GetFiles(Path.Combine(Repository.Root, "test"), "*Tests.cs", SearchOption.AllDirectories));
        var types = files.SelectMany(File.ReadLines).Select(l => TypeDeclaration().Match(l)).Where(m => m.Success).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        // Members of a port or base that somebody writes, and types of one's own.
        string[] others = ["Name", "Needs", "MissingReason", "Score", "KeptReason", "PrunedReason", "Count", "Abilities", "CompleteAsync", "Retrieve", "Draft", "Prune", "Generate", "PublicAPI"];
        var named = Named().Matches(text).Select(m => m.Groups["name"].Value).Except(others, StringComparer.Ordinal).Where(n => !n.StartsWith("RagPruner", StringComparison.Ordinal)).ToArray();
        named.Length.ShouldBeGreaterThan(15);
        named.ShouldAllBe(n => types.Contains(n));
    }

    [GeneratedRegex(@"`(?:new )?(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    private static IEnumerable<string> Sources(string project) =>
        Directory.GetFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"));

    private static string? FolderOf(Type type) =>
        type.Namespace is { } space && space.StartsWith("RagPruner.", StringComparison.Ordinal) ? space.Split('.')[1] : null;

    private static IEnumerable<Type> TypesIn(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .SelectMany(Signature).Concat(type.BaseType is { } parent ? Parts(parent) : []).Concat(type.GetInterfaces().SelectMany(Parts));

    private static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        MethodBase { IsSpecialName: true, Name: "Deconstruct" } => [],
        MethodInfo method => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType).SelectMany(Parts),
        ConstructorInfo constructor => constructor.GetParameters().SelectMany(p => Parts(p.ParameterType)),
        PropertyInfo property => Parts(property.PropertyType),
        FieldInfo field => Parts(field.FieldType),
        _ => [],
    };

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()).Append(type) : [type];

    [GeneratedRegex(@"^using RagPruner\.(?<folder>\w+);", RegexOptions.ExplicitCapture)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?<access>public|internal) (?:[a-z]+ )*?(?:class|record struct|record|struct|enum|interface) (?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex TypeDeclaration();

    [Fact]
    public void The_core_knows_no_cloud_no_http_no_files_and_no_database()
    {
        var references = typeof(ContextPruner).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        references.ShouldAllBe(name => !name.StartsWith("AWSSDK", StringComparison.Ordinal) && !name.StartsWith("Amazon", StringComparison.Ordinal)
            && !name.StartsWith("System.Net", StringComparison.Ordinal) && !name.StartsWith("System.IO.", StringComparison.Ordinal) && !name.Contains("Sqlite"));
    }
}

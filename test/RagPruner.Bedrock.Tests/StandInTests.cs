using System.Reflection;
using Amazon.BedrockAgentRuntime;
using Amazon.BedrockRuntime;

namespace RagPruner.Bedrock.Tests;

/// <summary>The stand-ins may only have what the real packages have. Skipped where the real ones are used.</summary>
public sealed class StandInTests
{
    public static bool AreStandIns => typeof(IAmazonBedrockRuntime).Assembly.GetName().Name!.StartsWith("RagPruner.Compat", StringComparison.Ordinal);

    [Theory(Skip = "the build uses the public AWS packages", SkipUnless = nameof(AreStandIns))]
    [InlineData(typeof(IAmazonBedrockRuntime))]
    [InlineData(typeof(IAmazonBedrockAgentRuntime))]
    public void Their_public_surface_is_the_list_of_signatures(Type type)
    {
        var lines = type.Assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(t => Members(t).Prepend($"{t.FullName} : {t.BaseType?.Name}"));
        Approved.Matches($"stand-ins-{type.Name}", string.Join('\n', lines));
    }

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(m => m is not MethodInfo { IsSpecialName: true, Name: not "op_Implicit" })
        .Select(m => $"    {(m is MethodInfo { IsVirtual: true, IsFinal: false } && !type.IsInterface ? "virtual " : "")}{m}")
        .Order(StringComparer.Ordinal);
}

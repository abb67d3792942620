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
    public void Their_public_surface_is_the_list_of_signatures(System.Type type) =>
        Approved.Matches($"stand-ins-{type.Name}", PublicSurface.Of(type.Assembly));
}

using Amazon.Lambda.RuntimeSupport;

namespace RagPruner.Lambda.Native.Tests;

/// <summary>The stand-in may only have what the real package has. Skipped where the real one is used.</summary>
public sealed class StandInTests
{
    public static bool IsStandIn => typeof(LambdaBootstrap).Assembly.GetName().Name!.StartsWith("RagPruner.Compat", StringComparison.Ordinal);

    [Fact(Skip = "the build uses the public AWS packages", SkipUnless = nameof(IsStandIn))]
    public void Its_public_surface_is_the_list_of_signatures() =>
        Approved.Matches("stand-in-RuntimeSupport", PublicSurface.Of(typeof(LambdaBootstrap).Assembly));
}

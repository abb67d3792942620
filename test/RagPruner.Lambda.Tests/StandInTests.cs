using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.TestUtilities;

namespace RagPruner.Lambda.Tests;

/// <summary>The stand-ins may only have what the real packages have. Skipped where the real ones are used.</summary>
public sealed class StandInTests
{
    public static bool AreStandIns => typeof(ILambdaContext).Assembly.GetName().Name!.StartsWith("RagPruner.Compat", StringComparison.Ordinal);

    [Theory(Skip = "the build uses the public AWS packages", SkipUnless = nameof(AreStandIns))]
    [InlineData(typeof(ILambdaContext))]
    [InlineData(typeof(AwsNamingPolicy))]
    [InlineData(typeof(APIGatewayProxyRequest))]
    [InlineData(typeof(TestLambdaContext))]
    public void Their_public_surface_is_the_list_of_signatures(Type type) =>
        Approved.Matches($"stand-ins-{type.Name}", PublicSurface.Of(type.Assembly));

    [Fact]
    public void The_serializer_binds_events_whatever_their_case_and_leaves_nulls_out()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<RagPruner.Lambda.Api.RestApiJson>();
        serializer.Deserialize<APIGatewayProxyRequest>(new MemoryStream("""{"HTTPMETHOD": "POST"}"""u8.ToArray())).HttpMethod.ShouldBe("POST");
        using var stream = new MemoryStream();
        serializer.Serialize(new APIGatewayProxyResponse { StatusCode = 200, Body = "é" }, stream);
        System.Text.Encoding.UTF8.GetString(stream.ToArray()).ShouldBe("""{"statusCode":200,"body":"é","isBase64Encoded":false}""");
        Should.Throw<JsonSerializerException>(() => serializer.Deserialize<APIGatewayProxyRequest>(new MemoryStream("[]"u8.ToArray())));
    }
}

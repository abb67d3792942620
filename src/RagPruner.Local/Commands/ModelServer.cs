using RagPruner.Bedrock.Http;
using RagPruner.OpenAi;

namespace RagPruner.Local.Commands;

/// <summary>An OpenAI-compatible server as the command line names it: by its address, with a key from the environment or a signature.</summary>
internal static class ModelServer
{
    public const string KeyVariable = "RAGPRUNER_API_KEY";

    // What AWS's own clients take Bedrock's API key from.
    private const string BedrockKeyVariable = "AWS_BEARER_TOKEN_BEDROCK";

    /// <summary>A model on a server, with the key that the variable holds; on Bedrock's endpoints AWS's variable will do too.</summary>
    /// <exception cref="PrunerInvalidInput">The address or the key cannot be used.</exception>
    public static OpenAiOptions Options(string url, string model, string keyVariable)
    {
        var address = Address(url);
        var variable = Key(keyVariable) is null && SigningScope.Of(address) is not null && Key(BedrockKeyVariable) is not null ? BedrockKeyVariable
            : keyVariable;
        var key = Key(variable);
        if (key?.All(c => c is > ' ' and < '\x7f') == false)
            throw new PrunerInvalidInput($"The API key in {variable} holds characters that no header can carry.");
        return new OpenAiOptions { BaseUrl = address, Model = model, ApiKey = key, ApiKeySource = variable };
    }

    /// <summary>
    /// A client for the server. Without a key, requests to Bedrock are signed with AWS credentials; requests to another address
    /// are if a region says for where.
    /// </summary>
    public static HttpClient Connect(OpenAiOptions server, string? region)
    {
        var scope = SigningScope.Of(server.BaseUrl) ?? (region is null ? null : new SigningScope(server.BaseUrl, region, "bedrock"));
        return server.ApiKey is null && scope is not null ? OpenAiClient.CreateHttp(inner => new SigningHandler(scope, inner)) : OpenAiClient.CreateHttp();
    }

    public static Uri Address(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new PrunerInvalidInput("--model-url is not an http or https address.");
        return address.UserInfo.Length == 0 && address.Query.Length == 0
            ? address
            : throw new PrunerInvalidInput("--model-url must hold no user name, password or query; an API key belongs in an environment variable.");
    }

    private static string? Key(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}


namespace RagPruner.OpenAi;

/// <summary>A model on an OpenAI-compatible server.</summary>
public sealed record OpenAiOptions
{
    /// <summary>The server's address up to its routes, which usually ends in <c>/v1</c>; http or https, without user name, password and query.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>The API key, or null for none. It goes into a header, so it has visible ASCII characters only.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where the key comes from, for messages about it: the name of an environment variable, say.</summary>
    public string ApiKeySource { get; init; } = nameof(ApiKey);

    internal void Validate()
    {
        if (!BaseUrl.IsAbsoluteUri || BaseUrl.Scheme is not ("http" or "https"))
            throw new PrunerMisconfigured($"Options: {nameof(BaseUrl)} is not an http or https address.");
        if (BaseUrl.UserInfo.Length > 0 || BaseUrl.Query.Length > 0)
            throw new PrunerMisconfigured($"Options: {nameof(BaseUrl)} must hold no user name, password or query.");
        if (string.IsNullOrWhiteSpace(Model))
            throw new PrunerMisconfigured($"Options: {nameof(Model)} is empty.");
        if (ApiKey?.All(c => c is > ' ' and < '\x7f') == false)
            throw new PrunerMisconfigured($"Options: the API key in {ApiKeySource} holds characters that no header can carry.");
    }
}

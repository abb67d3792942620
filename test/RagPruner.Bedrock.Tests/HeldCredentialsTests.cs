using Amazon.BedrockRuntime;
using Amazon.Runtime;
using Amazon.Runtime.Identity;
using RagPruner.Bedrock.Http;

namespace RagPruner.Bedrock.Tests;

public sealed class HeldCredentialsTests
{
    private readonly VirtualTime _time = new();
    private readonly Changing _environment = new();
    private readonly HeldCredentials _credentials;

    public HeldCredentialsTests() => _credentials = new HeldCredentials(new AmazonBedrockRuntimeConfig { ServiceURL = "http://aws.test" }, _time, _environment);

    [Fact]
    public async Task The_environment_is_asked_once_a_minute()
    {
        (await _credentials.GetCredentialsAsync()).AccessKey.ShouldBe("key1");
        _time.Advance(TimeSpan.FromSeconds(59));
        (await _credentials.GetCredentialsAsync()).AccessKey.ShouldBe("key1");
        (await _credentials.GetCredentialsAsync()).AccessKey.ShouldBe("key1");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _credentials.GetCredentialsAsync()).AccessKey.ShouldBe("key2");
    }

    [Fact]
    public async Task Where_there_are_none_the_next_call_asks_again()
    {
        _environment.IsEmpty = true;
        await Should.ThrowAsync<AmazonClientException>(_credentials.GetCredentialsAsync);
        _environment.IsEmpty = false;
        (await _credentials.GetCredentialsAsync()).AccessKey.ShouldBe("key2");
    }

    /// <summary>An environment whose key is another one each time.</summary>
    private sealed class Changing : IIdentityResolver<AWSCredentials>
    {
        private int _asked;

        public bool IsEmpty { get; set; }

        public AWSCredentials ResolveIdentity(IClientConfig clientConfig)
        {
            _asked++;
            return IsEmpty ? throw new AmazonClientException("None.") : new BasicAWSCredentials($"key{_asked}", "secret");
        }

        public Task<AWSCredentials> ResolveIdentityAsync(IClientConfig clientConfig, CancellationToken cancellationToken = default) =>
            Task.FromResult(ResolveIdentity(clientConfig));

        BaseIdentity IIdentityResolver.ResolveIdentity(IClientConfig clientConfig) => ResolveIdentity(clientConfig);

        async Task<BaseIdentity> IIdentityResolver.ResolveIdentityAsync(IClientConfig clientConfig, CancellationToken cancellationToken) =>
            await ResolveIdentityAsync(clientConfig, cancellationToken);
    }
}

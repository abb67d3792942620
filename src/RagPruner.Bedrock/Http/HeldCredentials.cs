using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Identity;

namespace RagPruner.Bedrock.Http;

/// <summary>
/// The credentials of the environment, asked for once a minute. The SDK's own resolver compares every environment variable
/// that matters with each call, and does so several times.
/// </summary>
internal sealed class HeldCredentials(IClientConfig config, TimeProvider time, IIdentityResolver<AWSCredentials>? resolver = null) : AWSCredentials
{
    // Those that expire are renewed minutes ahead.
    private static readonly TimeSpan s_held = TimeSpan.FromMinutes(1);

    private static readonly DefaultAWSCredentialsIdentityResolver s_resolver = new();

    private readonly IIdentityResolver<AWSCredentials> _resolver = resolver ?? s_resolver;
    private Held? _held;

    public override ImmutableCredentials GetCredentials() =>
        Fresh ?? Hold(_resolver.ResolveIdentity(config).GetCredentials());

    public override async Task<ImmutableCredentials> GetCredentialsAsync() =>
        Fresh ?? Hold(await (await _resolver.ResolveIdentityAsync(config).ConfigureAwait(false)).GetCredentialsAsync().ConfigureAwait(false));

    private ImmutableCredentials? Fresh => Volatile.Read(ref _held) is { } held && time.GetElapsedTime(held.Since) < s_held ? held.Credentials : null;

    private ImmutableCredentials Hold(ImmutableCredentials credentials)
    {
        Volatile.Write(ref _held, new Held(credentials, time.GetTimestamp()));
        return credentials;
    }

    private sealed record Held(ImmutableCredentials Credentials, long Since);
}

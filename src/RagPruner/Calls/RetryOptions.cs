
namespace RagPruner.Calls;

/// <summary>How failed calls are repeated within a request.</summary>
public sealed record RetryOptions
{
    /// <summary>Repeats of one call at most; 0 where another layer retries (Step Functions).</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>The longest wait before the first repeat; doubles with each. The wait itself is drawn evenly from 0 up ("full jitter").</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait before any repeat.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time without which an attempt is not worth starting.</summary>
    public TimeSpan LeastAttempt { get; init; } = TimeSpan.FromMilliseconds(50);

    internal int MaxRetriesOf(ErrorKind kind) => kind switch
    {
        // A model takes minutes to load: longer than any request lasts.
        ErrorKind.ModelNotReady => 0,
        ErrorKind.UpstreamBadResponse => Math.Min(1, MaxRetries),
        _ => MaxRetries,
    };
}

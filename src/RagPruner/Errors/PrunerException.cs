using RagPruner.Accounting;

namespace RagPruner.Errors;

/// <summary>
/// A failure with a place in the contract. Messages come from fixed templates filled with member names, limits and
/// numbers; they never hold text of a question, context, draft or answer.
/// </summary>
public abstract class PrunerException : Exception
{
    private protected PrunerException(ErrorKind kind, string message, Exception? inner) : base(message, inner) => Kind = kind;

    /// <summary>What kind of failure this is.</summary>
    public ErrorKind Kind { get; }

    /// <summary>How long the service asked to wait before the next attempt, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many calls on services the failed operation had made, the one that failed included; 0 if none started.</summary>
    public int Calls { get; set; } = 1;

    /// <summary>What the request had taken by then, if it had begun.</summary>
    public Ledger? Spent { get; set; }

    /// <summary>Whether the same call may succeed when made again.</summary>
    public bool IsTransient => Kind is ErrorKind.Throttled or ErrorKind.ModelNotReady or ErrorKind.Overloaded
        or ErrorKind.UpstreamFailed or ErrorKind.UpstreamBadResponse;

    /// <summary>The exception of a kind, for code that carries a failure as data first.</summary>
    public static PrunerException Of(ErrorKind kind, string message, TimeSpan? retryAfter = null, Exception? inner = null) => kind switch
    {
        ErrorKind.InvalidInput => new PrunerInvalidInput(message, inner),
        ErrorKind.Forbidden => new PrunerForbidden(message, inner),
        ErrorKind.Throttled => new PrunerThrottled(message, inner) { RetryAfter = retryAfter },
        ErrorKind.ModelNotReady => new PrunerModelNotReady(message, inner) { RetryAfter = retryAfter },
        ErrorKind.Overloaded => new PrunerOverloaded(message, inner) { RetryAfter = retryAfter },
        ErrorKind.UpstreamFailed => new PrunerUpstreamFailed(message, inner) { RetryAfter = retryAfter },
        ErrorKind.UpstreamBadResponse => new PrunerUpstreamBadResponse(message, inner),
        ErrorKind.DeadlineExceeded => new PrunerDeadlineExceeded(message, inner),
        ErrorKind.Misconfigured => new PrunerMisconfigured(message, inner),
        _ => new PrunerBug(message, inner),
    };
}

using System.Text.Json.Serialization;

namespace RagPruner.Contract;

/// <summary>The body of an error response.</summary>
/// <param name="Error">The error's name: the exception type, as Step Functions sees it.</param>
/// <param name="Message">What is wrong, from a fixed template.</param>
/// <param name="RequestId">Identifies the request in logs.</param>
internal sealed record ErrorBody(string Error, string Message, string RequestId)
{
    /// <summary>After how many seconds another attempt makes sense, if one does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfterSeconds { get; init; }

    /// <summary>What the request had taken when it failed; absent if nothing had begun.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UsagePart? Usage { get; init; }

    /// <summary>The body of a failure. What only the operator may see is replaced by a generic text with the request's id.</summary>
    public static ErrorBody Of(PrunerException failure, string requestId)
    {
        var message = failure.Kind is ErrorKind.Misconfigured or ErrorKind.Bug
            ? $"The service cannot answer at the moment. Its operator finds the cause in the log by the error id {requestId}."
            : failure.Message;
        return new ErrorBody(failure.GetType().Name, message, requestId)
        {
            RetryAfterSeconds = RetryAfterSecondsOf(failure),
            Usage = failure.Spent is { } spent ? Bodies.Part(spent) : null,
        };
    }

    /// <summary>The HTTP status of a kind of failure.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidInput => 400,
        ErrorKind.Forbidden => 403,
        ErrorKind.Throttled => 429,
        ErrorKind.ModelNotReady or ErrorKind.Overloaded => 503,
        ErrorKind.UpstreamFailed or ErrorKind.UpstreamBadResponse => 502,
        ErrorKind.DeadlineExceeded => 504,
        _ => 500,
    };

    // What the service asked for, else the first wait that the contract gives a state machine.
    private static int? RetryAfterSecondsOf(PrunerException failure)
    {
        int? usual = failure.Kind switch
        {
            ErrorKind.Throttled or ErrorKind.Overloaded => 5,
            ErrorKind.ModelNotReady => 20,
            _ => null,
        };
        return usual is not null && failure.RetryAfter is { } asked ? Math.Max(1, (int)Math.Ceiling(asked.TotalSeconds)) : usual;
    }
}

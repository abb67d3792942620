using RagPruner.Errors;

namespace RagPruner.Calls;

/// <summary>The moment by which a request must be over. One per request, passed to everything that waits.</summary>
public sealed class Deadline
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _length;

    /// <summary>A deadline that lies this far ahead.</summary>
    public Deadline(TimeSpan length, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_length, _time, _start) = (length, time, time.GetTimestamp());
    }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Time left; never negative.</summary>
    public TimeSpan Remaining => _length > Elapsed ? _length - Elapsed : TimeSpan.Zero;

    /// <summary>The part of the whole that ends at this share of it, counted from now; never negative.</summary>
    public TimeSpan RemainingUntil(double share) => _length * share > Elapsed ? _length * share - Elapsed : TimeSpan.Zero;

    /// <summary>The exception of a spent deadline.</summary>
    public PrunerDeadlineExceeded Exceeded(Exception? inner = null) =>
        new($"The deadline of {_length.TotalMilliseconds:0} ms is spent.", inner);
}


namespace RagPruner.Calls;

/// <summary>The moment by which a request must be over. One per request, passed to everything that waits.</summary>
internal sealed class Deadline
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _length;

    /// <summary>A deadline that lies this far ahead.</summary>
    public Deadline(TimeSpan length, TimeProvider time)
    {
        (_length, _time, _start) = (length, time, time.GetTimestamp());
    }

    private Deadline(TimeSpan length, TimeProvider time, long start) => (_length, _time, _start) = (length, time, start);

    /// <summary>The whole time.</summary>
    public TimeSpan Length => _length;

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Time left; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            // Read once: the clock moves on between two readings.
            var left = _length - Elapsed;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The deadline of a part of the work: it ends at this share of the whole.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public Deadline Share(double share) => new(_length * share, _time, _start);

    /// <summary>The exception of a spent deadline.</summary>
    public PrunerDeadlineExceeded Exceeded(Exception? inner = null) =>
        new($"The deadline of {_length.TotalMilliseconds:0} ms is spent.", inner);
}

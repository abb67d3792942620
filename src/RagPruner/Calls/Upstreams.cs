using System.Runtime.CompilerServices;

namespace RagPruner.Calls;

/// <summary>The services of a process, and who is let in: what would not be done in time because of others is refused at once.</summary>
/// <param name="mostCalls">The most calls under way at once to each of them.</param>
/// <param name="hedgesDrafts">Whether a second attempt is made beside a slow draft.</param>
internal sealed class Upstreams(int mostCalls, bool hedgesDrafts)
{
    // Estimates err, and an answer that comes too late costs as much as one in time: a fifth of the time is left for that.
    private const double Filled = 0.8;

    // For stages, whose orchestrator decides how many run.
    private const int Unlimited = 1_000_000;

    public Upstreams() : this(Unlimited, hedgesDrafts: false)
    {
    }

    private long _requests;

    public Upstream Retrieval { get; } = new(mostCalls);

    public Upstream Drafting { get; } = new(mostCalls) { Hedges = hedgesDrafts ? new HedgeAllowance() : null };

    public Upstream Final { get; } = new(mostCalls);

    /// <summary>Lets a request in.</summary>
    /// <param name="plan">The calls that it plans.</param>
    /// <param name="draftsSideBySide">How many of its drafts are made at once.</param>
    /// <param name="deadline">The time that it has.</param>
    /// <param name="draftingShare">The share of it in which drafts are made.</param>
    /// <exception cref="PrunerOverloaded">The requests before it leave it too little time.</exception>
    public Booking Enter(PlannedCalls plan, int draftsSideBySide, TimeSpan deadline, double draftingShare)
    {
        if (Retrieval.HasQueueFor(plan.Retrieval) || Drafting.HasQueueFor(plan.Drafting) || Final.HasQueueFor(plan.Final))
        {
            var before = Known(Retrieval.TimeFor(plan.Retrieval, 1)) + Known(Drafting.TimeFor(plan.Drafting, draftsSideBySide));
            var whole = before + Known(Final.TimeFor(plan.Final, plan.Final));
            var late = Larger(before - deadline * (Filled * draftingShare), whole - deadline * Filled);
            if (late > TimeSpan.Zero)
                throw new PrunerOverloaded("Too many requests are under way: this one would not be done by its deadline.")
                {
                    RetryAfter = late,
                    Calls = 0,
                };
        }
        return new Booking(this, plan, Interlocked.Increment(ref _requests));
    }

    private static TimeSpan Known(TimeSpan? time) => time ?? TimeSpan.Zero;

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

/// <summary>The calls that a request plans.</summary>
/// <param name="Retrieval">On the retriever.</param>
/// <param name="Drafting">On the drafting model.</param>
/// <param name="Final">On the final model.</param>
internal readonly record struct PlannedCalls(int Retrieval, int Drafting, int Final)
{
    public int All => Retrieval + Drafting + Final;
}

/// <summary>What a request may still call, as others see it who wait behind it.</summary>
internal sealed class Booking : IDisposable
{
    private readonly (Upstream Upstream, StrongBox<int> Left)[] _booked;

    public Booking(Upstreams upstreams, PlannedCalls plan, long number = 0)
    {
        Number = number;
        _booked = [(upstreams.Retrieval, new(plan.Retrieval)), (upstreams.Drafting, new(plan.Drafting)), (upstreams.Final, new(plan.Final))];
        foreach (var (upstream, left) in _booked)
            upstream.Book(left.Value);
    }

    /// <summary>Smaller for requests that were let in before.</summary>
    public long Number { get; }

    /// <summary>One of the calls is over.</summary>
    public void Done(Upstream upstream)
    {
        foreach (var (booked, left) in _booked)
        {
            // A retriever may have planned for more calls than one, and made them in one.
            if (booked == upstream && Interlocked.Decrement(ref left.Value) >= 0)
                upstream.Book(-1);
        }
    }

    /// <summary>None will follow.</summary>
    public void Dispose()
    {
        foreach (var (upstream, left) in _booked)
            upstream.Book(-Math.Max(0, Interlocked.Exchange(ref left.Value, 0)));
    }
}

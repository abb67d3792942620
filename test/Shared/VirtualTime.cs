namespace RagPruner.Testing;

/// <summary>
/// A clock that moves only when told. Timers fire on the advancing thread, so what they release runs there too and a
/// test is repeatable.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<VirtualTimer> _timers = [];
    private TimeSpan _now;
    private long _created;

    public TimeSpan Now => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new VirtualTimer(this, callback, state, _created++);
            _timers.Add(timer);
            timer.Change(dueTime, period);
            return timer;
        }
    }

    /// <summary>Moves on, firing what falls due in its order.</summary>
    public void Advance(TimeSpan by)
    {
        var until = _now + by;
        while (Next() is { } next && next.Due <= until)
            Fire(next);
        _now = until;
    }

    /// <summary>
    /// Waits in virtual time. Unlike <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> it hands a
    /// cancellation on at once instead of through the thread pool.
    /// </summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource();
        await using var timer = CreateTimer(_ => done.TrySetResult(), null, time, Timeout.InfiniteTimeSpan);
        await using var registration = cancellationToken.UnsafeRegister((_, token) => done.TrySetCanceled(token), null);
        await done.Task;
    }

    /// <summary>
    /// Starts work and moves on from timer to timer until it is over. The test framework's synchronization context is
    /// taken away meanwhile, so that continuations run on this thread when their timer fires.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        Task<T> task;
        try
        {
            task = work();
            while (!task.IsCompleted && Next() is { } next)
                Fire(next);
            // A library may finish a cancelled wait on the thread pool.
            SpinWait.SpinUntil(() => task.IsCompleted, TimeSpan.FromSeconds(5));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
        return task.IsCompleted ? await task : throw new InvalidOperationException("The work waits for something that is not a timer.");
    }

    private VirtualTimer? Next()
    {
        lock (_lock)
            return _timers.Where(t => t.Due is not null).OrderBy(t => t.Due).ThenBy(t => t.Order).FirstOrDefault();
    }

    private void Fire(VirtualTimer timer)
    {
        _now = timer.Due!.Value > _now ? timer.Due.Value : _now;
        timer.Due = null;
        timer.Callback(timer.State);
    }

    private sealed class VirtualTimer(VirtualTime owner, TimerCallback callback, object? state, long order) : ITimer
    {
        public TimerCallback Callback { get; } = callback;

        public object? State { get; } = state;

        public long Order { get; } = order;

        public TimeSpan? Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (owner._lock)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}

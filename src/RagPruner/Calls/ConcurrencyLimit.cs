namespace RagPruner.Calls;

/// <summary>
/// How many calls a process has under way to one service, found out by what the service throttles: each call that succeeds adds
/// its share of one (so that a round of calls adds one), one that is throttled halves it (additive increase, multiplicative
/// decrease; Chiu and Jain, 1989). Calls beyond it wait, those of older requests first, so that who comes later delays nobody who was
/// let in before. Safe for concurrent use.
/// </summary>
/// <param name="most">What it starts with, and never exceeds; at least 1.</param>
internal sealed class ConcurrencyLimit(int most)
{
    private readonly Lock _lock = new();
    // In the order of requests, and of calls within one. Those who gave up stand there until it is their turn.
    private readonly PriorityQueue<TaskCompletionSource<int>, (long Request, long Number)> _waiting = new();
    private double _limit = most;
    private int _running;
    private int _cuts;
    private long _came;
    private bool _isCalling;

    /// <summary>How many calls may be under way now; at least 1.</summary>
    public int Now
    {
        get
        {
            lock (_lock)
                return (int)_limit;
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <param name="request">The number of the request: a smaller one goes first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What to leave it with.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before there was one.</exception>
    public ValueTask<int> EnterAsync(long request, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource<int>();
        lock (_lock)
        {
            if (TryEnterLocked())
                return new ValueTask<int>(_cuts);
            _waiting.Enqueue(waiter, (request, _came++));
        }
        CallWaiting();
        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Takes a place if one is free and nobody waits for it.</summary>
    /// <param name="place">What to leave it with.</param>
    public bool TryEnter(out int place)
    {
        lock (_lock)
        {
            place = _cuts;
            return TryEnterLocked();
        }
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="place">What it was entered with.</param>
    /// <param name="outcome">What came of the call.</param>
    public void Leave(int place, CallOutcome outcome)
    {
        lock (_lock)
        {
            if (outcome == CallOutcome.Succeeded)
                _limit = Math.Min(most, _limit + 1 / _limit);
            // Calls that were under way together are throttled together: that says no more than one of them would.
            else if (outcome == CallOutcome.Throttled && place == _cuts)
            {
                _limit = Math.Max(1, Math.Min(_limit, _running) / 2);
                _cuts++;
            }
            _running--;
        }
        CallWaiting();
    }

    // Whoever is called in goes on here and now, and may leave again at once: its place is given on by the loop that called it, or
    // a long queue would be as many calls deep.
    private void CallWaiting()
    {
        while (true)
        {
            TaskCompletionSource<int> next;
            int place;
            lock (_lock)
            {
                if (_isCalling || _running >= (int)_limit || !_waiting.TryDequeue(out next!, out _))
                    return;
                _running++;
                (place, _isCalling) = (_cuts, true);
            }
            var hasCome = next.TrySetResult(place);
            lock (_lock)
            {
                _isCalling = false;
                _running -= hasCome ? 0 : 1;
            }
        }
    }

    private bool TryEnterLocked()
    {
        if (_running >= (int)_limit || _waiting.Count > 0)
            return false;
        _running++;
        return true;
    }

    private static async ValueTask<int> WaitAsync(TaskCompletionSource<int> waiter, CancellationToken cancellationToken)
    {
        // Whoever has a place already keeps it, and gives it back.
        await using var cancelling = cancellationToken.UnsafeRegister((_, token) => waiter.TrySetCanceled(token), null).ConfigureAwait(false);
        return await waiter.Task.ConfigureAwait(false);
    }
}

/// <summary>What a call says of the service's room.</summary>
internal enum CallOutcome
{
    /// <summary>There was room.</summary>
    Succeeded,

    /// <summary>There was none.</summary>
    Throttled,

    /// <summary>Nothing: it failed otherwise, or was cancelled.</summary>
    Other,
}

using RagPruner.Accounting;
using RagPruner.Calls;

namespace RagPruner.Pipeline;

/// <summary>What belongs to one request while it runs: its deadline, its calls, and what they took.</summary>
internal sealed class RequestRun : IDisposable
{
    private readonly Caller _caller;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancelled;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private readonly Lock _lock = new();
    private int _drafts;
    private TokenUsage _drafting;
    private TokenUsage _final;
    private TimeSpan? _retrieve;
    private TimeSpan? _draft;
    private TimeSpan? _generate;

    public RequestRun(TimeSpan deadline, int plannedCalls, Caller caller, TimeProvider time, CancellationToken cancelled)
    {
        (_caller, _time, _cancelled) = (caller, time, cancelled);
        Deadline = new Deadline(deadline, time);
        Plan = new CallPlan(plannedCalls);
        _timer = new CancellationTokenSource(deadline, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancelled, _timer.Token);
    }

    public Deadline Deadline { get; }

    public CallPlan Plan { get; }

    /// <summary>Cancelled by the caller or by the deadline.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the deadline, and not the caller, ended what was running.</summary>
    public bool IsOutOfTime => _timer.IsCancellationRequested && !_cancelled.IsCancellationRequested;

    /// <summary>Makes a call of this request.</summary>
    /// <param name="call">The call.</param>
    /// <param name="made">How many calls on services it made, once it has returned; one if null.</param>
    public Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, Func<T, int>? made = null) => CallAsync(Deadline, call, Token, made);

    /// <summary>Makes a call of a part of this request that has a deadline of its own.</summary>
    public Task<T> CallAsync<T>(Deadline deadline, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken, Func<T, int>? made = null) =>
        _caller.CallAsync(deadline, Plan, call, made ?? (static _ => 1), cancellationToken);

    /// <summary>Counts the first call for a context's evidence.</summary>
    public void AddDraft(TokenUsage usage)
    {
        lock (_lock)
        {
            _drafts++;
            _drafting += usage;
        }
    }

    /// <summary>Counts further ones.</summary>
    public void AddFurther(TokenUsage usage)
    {
        lock (_lock)
            _drafting += usage;
    }

    public void AddFinal(TokenUsage usage)
    {
        lock (_lock)
            _final += usage;
    }

    /// <summary>Runs a stage, and turns a cancellation that came from the deadline into the deadline's exception.</summary>
    public async Task<T> TimeAsync<T>(Stage stage, Func<Task<T>> work)
    {
        var start = _time.GetTimestamp();
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (IsOutOfTime)
        {
            throw Deadline.Exceeded(e);
        }
        finally
        {
            var elapsed = _time.GetElapsedTime(start);
            switch (stage)
            {
                case Stage.Retrieve: _retrieve = elapsed; break;
                case Stage.Draft: _draft = elapsed; break;
                default: _generate = elapsed; break;
            }
        }
    }

    /// <summary>Runs the whole request, and lets a failure say what had been spent by then.</summary>
    public async Task<T> SpendAsync<T>(PrunerOptions options, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (PrunerException e)
        {
            e.Spent = Close(Avoided.Nothing, options);
            throw;
        }
    }

    public Ledger Close(Avoided avoided, PrunerOptions options)
    {
        lock (_lock)
            return Ledger.Of((Plan.Calls, Plan.Retries), (_drafts, _drafting), _final, avoided,
                new StageTimes(_retrieve, _draft, _generate, Deadline.Elapsed), options.Prices);
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}

using RagPruner.Accounting;
using RagPruner.Calls;

namespace RagPruner.Pipeline;

/// <summary>What belongs to one request while it runs: its deadline, its calls, and what they took.</summary>
internal sealed class RequestRun : IDisposable
{
    private readonly Caller _caller;
    private readonly Upstreams _upstreams;
    private readonly Booking _booking;
    private readonly string? _tenant;
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

    /// <summary>Begins a request.</summary>
    /// <param name="deadline">The time that it has.</param>
    /// <param name="calls">The calls that it plans, as the services were told.</param>
    /// <param name="booking">That they were told.</param>
    /// <param name="tenant">Whose it is; null where there are no tenants.</param>
    /// <param name="services">What it calls, and by what.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancelled">Ends it.</param>
    public RequestRun(TimeSpan deadline, PlannedCalls calls, Booking booking, string? tenant, (Caller Caller, Upstreams Upstreams) services,
        TimeProvider time, CancellationToken cancelled)
    {
        ((_caller, _upstreams), _booking, _tenant, _time, _cancelled) = (services, booking, tenant, time, cancelled);
        Deadline = new Deadline(deadline, time);
        Plan = new CallPlan(calls.All);
        _timer = new CancellationTokenSource(deadline, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancelled, _timer.Token);
    }

    public Deadline Deadline { get; }

    public CallPlan Plan { get; }

    /// <summary>Cancelled by the caller or by the deadline.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the deadline, and not the caller, ended what was running.</summary>
    public bool IsOutOfTime => _timer.IsCancellationRequested && !_cancelled.IsCancellationRequested;

    /// <summary>Makes a call on the retriever.</summary>
    /// <param name="call">The call.</param>
    /// <param name="made">How many calls on services it made, once it has returned.</param>
    public Task<T> RetrieveAsync<T>(Func<CancellationToken, Task<T>> call, Func<T, int> made) =>
        CallAsync(new CallTerms(Deadline, Plan, _upstreams.Retrieval, _booking.Number, _tenant), call, made, Token);

    /// <summary>Makes a call on the drafting model.</summary>
    /// <param name="deadline">By when drafting must be over.</param>
    /// <param name="call">The call.</param>
    /// <param name="mayHedge">Whether it may be made twice at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<T> DraftAsync<T>(Deadline deadline, Func<CancellationToken, Task<T>> call, bool mayHedge, CancellationToken cancellationToken) =>
        CallAsync(new CallTerms(deadline, Plan, _upstreams.Drafting, _booking.Number, _tenant) { MayHedge = mayHedge }, call, static _ => 1, cancellationToken);

    /// <summary>Makes a call on the final model.</summary>
    public Task<T> GenerateAsync<T>(Func<CancellationToken, Task<T>> call) =>
        CallAsync(new CallTerms(Deadline, Plan, _upstreams.Final, _booking.Number, _tenant), call, static _ => 1, Token);

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

    private async Task<T> CallAsync<T>(CallTerms terms, Func<CancellationToken, Task<T>> call, Func<T, int> made, CancellationToken cancellationToken)
    {
        try
        {
            return await _caller.CallAsync(terms, call, made, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _booking.Done(terms.Upstream);
        }
    }

    public void Dispose()
    {
        _booking.Dispose();
        _linked.Dispose();
        _timer.Dispose();
    }
}

using Polly;
using Polly.Retry;

namespace RagPruner.Calls;

/// <summary>
/// The one retry layer: every call to a service goes through it. Repeats transient failures with full jitter, at least
/// after what the service asked for, as long as the plan, the budgets and the deadline allow. Waits where the service has no
/// room for more calls at once.
/// </summary>
internal sealed class Caller
{
    private static readonly ResiliencePropertyKey<Attempts> s_attempts = new("ragpruner.attempts");

    private readonly RetryOptions _options;
    private readonly RetryBudget _budget;
    private readonly Func<double> _random;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    public Caller(RetryOptions options, RetryBudget budget, Func<double> random, TimeProvider time)
    {
        (_options, _budget, _random, _time) = (options, budget, random, time);
        _pipeline = options.MaxRetries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = time }
                .AddRetry(new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetries,
                    ShouldHandle = args => ValueTask.FromResult(ShouldRetry(args)),
                    DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Of(args.Context).NextDelay),
                })
                .Build();
    }

    /// <summary>Makes a call, and repeats it where that is allowed and may help.</summary>
    /// <param name="terms">What it is made under.</param>
    /// <param name="call">The call.</param>
    /// <param name="made">How many calls on services it made, once it has returned; a failure says it itself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PrunerDeadlineExceeded">An attempt could not start, or was cut off.</exception>
    public async Task<T> CallAsync<T>(CallTerms terms, Func<CancellationToken, Task<T>> call, Func<T, int> made, CancellationToken cancellationToken)
    {
        var attempts = new Attempts(terms);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_attempts, attempts);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (c, s) => await s.Caller.AttemptAsync(s.attempts, s.call, s.made, c.CancellationToken).ConfigureAwait(false),
                context, (Caller: this, attempts, call, made)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<T> AttemptAsync<T>(Attempts attempts, Func<CancellationToken, Task<T>> call, Func<T, int> made, CancellationToken cancellationToken)
    {
        var terms = attempts.Terms;
        cancellationToken.ThrowIfCancellationRequested();
        var place = await terms.Upstream.Limit.EnterAsync(terms.Request, cancellationToken).ConfigureAwait(false);
        if (terms.Deadline.Remaining < _options.LeastAttempt)
        {
            terms.Upstream.Limit.Leave(place, CallOutcome.Other);
            throw terms.Deadline.Exceeded();
        }
        var isRetry = !attempts.TryStart();
        if (!isRetry)
        {
            _budget.Deposit(terms.Tenant);
            terms.Upstream.Hedges?.Deposit();
        }
        if (!terms.MayHedge || terms.Upstream.Hedges is not { } hedges)
            return await MakeAsync(terms, place, isRetry, call, made, cancellationToken).ConfigureAwait(false);

        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = MakeAsync(terms, place, isRetry, call, made, race.Token);
        // Where no hedge is to be had yet, there may be one later.
        while (await IsSlowAsync(first, terms.Upstream.Latencies, race.Token).ConfigureAwait(false))
        {
            if (TryHedge(terms, hedges, out var second))
                return await WinnerAsync(first, MakeAsync(terms, second, isRetry: true, call, made, race.Token), race).ConfigureAwait(false);
        }
        return await first.ConfigureAwait(false);
    }

    // One call, in its place.
    private async Task<T> MakeAsync<T>(
        CallTerms terms, int place, bool isRetry, Func<CancellationToken, Task<T>> call, Func<T, int> made, CancellationToken cancellationToken)
    {
        // A call that is cut off has been made all the same.
        var (calls, outcome, start) = (1, CallOutcome.Other, _time.GetTimestamp());
        try
        {
            var result = await call(cancellationToken).ConfigureAwait(false);
            calls = made(result);
            outcome = CallOutcome.Succeeded;
            terms.Upstream.Latencies.Add(_time.GetElapsedTime(start));
            return result;
        }
        catch (PrunerException e)
        {
            calls = e.Calls;
            // That a service is down says nothing of how many calls it carries.
            if (e.Kind == ErrorKind.Throttled)
                outcome = CallOutcome.Throttled;
            throw;
        }
        finally
        {
            terms.Plan.Count(calls, isRetry);
            terms.Upstream.Limit.Leave(place, outcome);
        }
    }

    private async Task<bool> IsSlowAsync(Task first, Latencies latencies, CancellationToken cancellationToken)
    {
        if (first.IsCompleted)
            return false;
        var start = _time.GetTimestamp();
        // The first calls of a process have nothing to be compared with until some of them have returned.
        await Task.WhenAny(first, latencies.Known).ConfigureAwait(false);
        if (first.IsCompleted || latencies.Slow is not { } slow)
            return false;
        var left = slow - _time.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
        {
            // What cancels the call ends it, and with it this wait.
            using var stop = new CancellationTokenSource();
            await Task.WhenAny(first, Task.Delay(left, _time, stop.Token)).ConfigureAwait(false);
            Cancel(stop);
        }
        return !first.IsCompleted && !cancellationToken.IsCancellationRequested;
    }

    // A hedge never waits for a place: where there is none, the service has enough to do.
    private bool TryHedge(CallTerms terms, HedgeAllowance hedges, out int place)
    {
        place = 0;
        if (terms.Deadline.Remaining < _options.LeastAttempt || !hedges.TryTake())
            return false;
        if (terms.Upstream.Limit.TryEnter(out place))
        {
            if (terms.Plan.TryReserveRetry(1))
            {
                if (_budget.TryTake(terms.Tenant))
                    return true;
                terms.Plan.ReturnRetry(1);
            }
            terms.Upstream.Limit.Leave(place, CallOutcome.Other);
        }
        hedges.Return();
        return false;
    }

    // The first that succeeds; the other is over too when this returns.
    private static async Task<T> WinnerAsync<T>(Task<T> first, Task<T> second, CancellationTokenSource race)
    {
        var winner = await Task.WhenAny(first, second).ConfigureAwait(false);
        if (!winner.IsCompletedSuccessfully)
        {
            var other = winner == first ? second : first;
            await ((Task)other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Where both failed, it is as if there had been the first alone.
            winner = other.IsCompletedSuccessfully ? other : first;
        }
        Cancel(race);
        await ((Task)Task.WhenAll(first, second)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await winner.ConfigureAwait(false);
    }

    // Here and now: what it ends must not run on beside what follows.
#pragma warning disable CA1849, MA0042
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
#pragma warning restore CA1849, MA0042

    private bool ShouldRetry(RetryPredicateArguments<object> args)
    {
        if (args.Outcome.Exception is not PrunerException { IsTransient: true } failure || args.AttemptNumber >= _options.MaxRetriesOf(failure.Kind))
            return false;
        var attempts = Of(args.Context);
        var terms = attempts.Terms;
        var most = _options.BaseDelay * Math.Pow(2, args.AttemptNumber);
        var delay = (most < _options.MaxDelay ? most : _options.MaxDelay) * _random();
        if (failure.RetryAfter is { } asked)
            delay += asked;
        // The plan has every call of one attempt that succeeds, so what a failed one made is what comes on top.
        if (delay + _options.LeastAttempt > terms.Deadline.Remaining || !terms.Plan.TryReserveRetry(failure.Calls))
            return false;
        if (!_budget.TryTake(terms.Tenant))
        {
            terms.Plan.ReturnRetry(failure.Calls);
            return false;
        }
        attempts.NextDelay = delay;
        return true;
    }

    private static Attempts Of(ResilienceContext context) => context.Properties.GetValue(s_attempts, null!);

    private sealed class Attempts(CallTerms terms)
    {
        private bool _hasStarted;

        /// <summary>Whether this is the first attempt that started.</summary>
        public bool TryStart() => !_hasStarted && (_hasStarted = true);

        public CallTerms Terms { get; } = terms;

        public TimeSpan NextDelay { get; set; }
    }
}

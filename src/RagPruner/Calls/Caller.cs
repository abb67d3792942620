using Polly;
using Polly.Retry;

namespace RagPruner.Calls;

/// <summary>
/// The one retry layer: every call to a service goes through it. Repeats transient failures with full jitter, at least
/// after what the service asked for, as long as the plan, the process's budget and the deadline allow.
/// </summary>
internal sealed class Caller
{
    private static readonly ResiliencePropertyKey<CallScope> s_scope = new("ragpruner.scope");

    private readonly RetryOptions _options;
    private readonly RetryBudget _budget;
    private readonly Func<double> _random;
    private readonly ResiliencePipeline _pipeline;

    public Caller(RetryOptions options, RetryBudget budget, Func<double> random, TimeProvider time)
    {
        (_options, _budget, _random) = (options, budget, random);
        _pipeline = options.MaxRetries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = time }
                .AddRetry(new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.MaxRetries,
                    ShouldHandle = args => ValueTask.FromResult(ShouldRetry(args)),
                    DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Scope(args.Context).NextDelay),
                })
                .Build();
    }

    /// <summary>Makes a call, and repeats it where that is allowed and may help.</summary>
    /// <param name="deadline">By when the call must be over.</param>
    /// <param name="plan">The request's calls.</param>
    /// <param name="call">The call.</param>
    /// <param name="made">How many calls on services it made, once it has returned; a failure says it itself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PrunerDeadlineExceeded">An attempt could not start, or was cut off.</exception>
    public async Task<T> CallAsync<T>(
        Deadline deadline, CallPlan plan, Func<CancellationToken, Task<T>> call, Func<T, int> made, CancellationToken cancellationToken)
    {
        var scope = new CallScope(deadline, plan);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_scope, scope);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (c, state) =>
                {
                    c.CancellationToken.ThrowIfCancellationRequested();
                    if (state.scope.Deadline.Remaining < state.least)
                        throw state.scope.Deadline.Exceeded();
                    var isRetry = !state.scope.TryStart();
                    if (!isRetry)
                        state.budget.Deposit();
                    // A call that is cut off has been made all the same.
                    var calls = 1;
                    try
                    {
                        var result = await state.call(c.CancellationToken).ConfigureAwait(false);
                        calls = state.made(result);
                        return result;
                    }
                    catch (PrunerException e)
                    {
                        calls = e.Calls;
                        throw;
                    }
                    finally
                    {
                        state.scope.Plan.Count(calls, isRetry);
                    }
                },
                context,
                (scope, call, made, budget: _budget, least: _options.LeastAttempt)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool ShouldRetry(RetryPredicateArguments<object> args)
    {
        if (args.Outcome.Exception is not PrunerException { IsTransient: true } failure || args.AttemptNumber >= _options.MaxRetriesOf(failure.Kind))
            return false;
        var scope = Scope(args.Context);
        var most = _options.BaseDelay * Math.Pow(2, args.AttemptNumber);
        var delay = (most < _options.MaxDelay ? most : _options.MaxDelay) * _random();
        if (failure.RetryAfter is { } asked)
            delay += asked;
        // The plan has every call of one attempt that succeeds, so what a failed one made is what comes on top.
        if (delay + _options.LeastAttempt > scope.Deadline.Remaining || !scope.Plan.TryReserveRetry(failure.Calls))
            return false;
        if (!_budget.TryTake())
        {
            scope.Plan.ReturnRetry(failure.Calls);
            return false;
        }
        scope.NextDelay = delay;
        return true;
    }

    private static CallScope Scope(ResilienceContext context) => context.Properties.GetValue(s_scope, null!);

    private sealed class CallScope(Deadline deadline, CallPlan plan)
    {
        private bool _hasStarted;

        /// <summary>Whether this is the first attempt that started.</summary>
        public bool TryStart() => !_hasStarted && (_hasStarted = true);

        public Deadline Deadline { get; } = deadline;

        public CallPlan Plan { get; } = plan;

        public TimeSpan NextDelay { get; set; }
    }
}

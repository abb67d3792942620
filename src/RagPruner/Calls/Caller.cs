using Polly;
using Polly.Retry;
using RagPruner.Errors;

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
    /// <exception cref="PrunerDeadlineExceeded">An attempt could not start, or was cut off.</exception>
    public async Task<T> CallAsync<T>(Deadline deadline, CallPlan plan, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var scope = new CallScope(deadline, plan);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(s_scope, scope);
        _budget.Deposit();
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (c, state) =>
                {
                    c.CancellationToken.ThrowIfCancellationRequested();
                    if (state.deadline.Remaining < state.least)
                        throw state.deadline.Exceeded();
                    state.plan.Count();
                    return await state.call(c.CancellationToken);
                },
                context,
                (deadline, plan, call, least: _options.LeastAttempt));
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
        if (delay + _options.LeastAttempt > scope.Deadline.Remaining || !scope.Plan.TryTakeRetry())
            return false;
        if (!_budget.TryTake())
        {
            scope.Plan.ReturnRetry();
            return false;
        }
        scope.NextDelay = delay;
        return true;
    }

    private static CallScope Scope(ResilienceContext context) => context.Properties.GetValue(s_scope, null!);

    private sealed class CallScope(Deadline deadline, CallPlan plan)
    {
        public Deadline Deadline { get; } = deadline;

        public CallPlan Plan { get; } = plan;

        public TimeSpan NextDelay { get; set; }
    }
}

namespace RagPruner.Local.LocalCloud;

/// <summary>What a fault plan does to one request's reply.</summary>
internal enum ReplyDamage
{
    None,
    Malformed,
    Truncated,
}

/// <summary>What a fault plan does to one request, once it is let through.</summary>
/// <param name="Damage">What is done to the reply.</param>
/// <param name="Pace">The wait before each piece of a stream.</param>
internal readonly record struct Injected(ReplyDamage Damage, TimeSpan Pace);

/// <summary>Carries out a fault plan. Which requests are hit follows from the seed and their order of arrival alone.</summary>
internal sealed class FaultInjector(FaultPlan plan, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _requests;
    private long? _first;

    /// <summary>Waits and fails as planned, before the operation; says what is to be done to its reply.</summary>
    public async Task<Injected> BeforeAsync(string operation, CancellationToken cancellationToken)
    {
        var (number, sinceFirst) = Arrive();
        var (damage, pace) = (ReplyDamage.None, TimeSpan.Zero);
        for (var i = 0; i < (plan.Faults?.Count ?? 0); i++)
        {
            var fault = plan.Faults![i];
            if (fault.Operation != "*" && fault.Operation != operation || Draw(number, i) >= fault.Rate)
                continue;
            switch (fault.Kind)
            {
                case "latency":
                    await Task.Delay(TimeSpan.FromMilliseconds(fault.Milliseconds), time, cancellationToken);
                    break;
                case "pace":
                    pace += TimeSpan.FromMilliseconds(fault.Milliseconds);
                    break;
                case "error":
                    throw Error(fault.Error!, fault);
                case "throttle-window" when sinceFirst.TotalSeconds % fault.EverySeconds < fault.Seconds:
                    throw Error("ThrottlingException", fault);
                case "cold" when sinceFirst.TotalSeconds < fault.Seconds:
                    throw Error("ModelNotReadyException", fault);
                case "outage" when sinceFirst.TotalSeconds >= fault.AfterSeconds && sinceFirst.TotalSeconds < fault.AfterSeconds + fault.Seconds:
                    throw Error(fault.Error ?? "ServiceUnavailableException", fault);
                case "malformed":
                    damage = ReplyDamage.Malformed;
                    break;
                case "truncated":
                    damage = ReplyDamage.Truncated;
                    break;
            }
        }
        return new Injected(damage, pace);
    }

    /// <summary>Waits before a piece of a stream.</summary>
    public Task PaceAsync(Injected injected, CancellationToken cancellationToken) =>
        injected.Pace > TimeSpan.Zero ? Task.Delay(injected.Pace, time, cancellationToken) : Task.CompletedTask;

    private (int Number, TimeSpan SinceFirst) Arrive()
    {
        lock (_lock)
        {
            _first ??= time.GetTimestamp();
            return (_requests++, time.GetElapsedTime(_first.Value));
        }
    }

    private double Draw(int number, int fault) => new Random(HashOf(plan.Seed, number, fault)).NextDouble();

    // HashCode.Combine differs from process to process.
    private static int HashOf(int seed, int number, int fault) => unchecked((seed * 486187739 + number) * 486187739 + fault);

    private static AwsError Error(string type, Fault fault) =>
        new(type, AwsError.StatusOf(type), "Injected by the fault plan.") { RetryAfterSeconds = fault.RetryAfterSeconds > 0 ? fault.RetryAfterSeconds : null };
}

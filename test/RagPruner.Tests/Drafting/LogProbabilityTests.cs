using FsCheck.Xunit;
using RagPruner.Models;

namespace RagPruner.Tests.Drafting;

public sealed class LogProbabilityTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-9999.0)]
    [InlineData(-10000.0)]
    [InlineData(0.01)]
    public void What_cannot_be_one_is_missing(double value) => LogProbability.Valid(value).ShouldBeNull();

    [Fact]
    public void Rounding_above_zero_is_zero() => LogProbability.Valid(1e-6).ShouldBe(0);

    [Fact]
    public void The_mean_of_nothing_is_missing() => LogProbability.Mean([]).ShouldBeNull();

    [Fact]
    public void One_missing_value_makes_the_mean_missing() => LogProbability.Mean([-1, null, -1]).ShouldBeNull();

    [Property]
    public void The_mean_lies_between_the_least_and_the_greatest(byte[] values)
    {
        if (values.Length == 0)
            return;
        var logprobs = values.Select(v => (double?)(-v / 10.0)).ToArray();
        LogProbability.Mean(logprobs)!.Value.ShouldBeInRange(logprobs.Min()!.Value - 1e-9, logprobs.Max()!.Value + 1e-9);
    }
}

using RagPruner.Calls;

namespace RagPruner.Tests.Calls;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Starts_full_at_its_cap()
    {
        var budget = new RetryBudget();
        Enumerable.Range(0, 20).Count(_ => budget.TryTake()).ShouldBe(10);
    }

    [Fact]
    public void Five_first_attempts_earn_one_retry()
    {
        var budget = new RetryBudget();
        while (budget.TryTake())
        {
        }
        for (var i = 0; i < 4; i++)
            budget.Deposit();
        budget.TryTake().ShouldBeFalse();
        budget.Deposit();
        budget.TryTake().ShouldBeTrue();
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(5, 6)]
    [InlineData(12, 15)]
    [InlineData(27, 33)]
    public void A_plan_allows_a_fifth_more_rounded_up(int planned, int most) => new CallPlan(planned).Most.ShouldBe(most);
}

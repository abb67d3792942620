using RagPruner.Calls;

namespace RagPruner.Tests.Calls;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Starts_full_at_its_cap()
    {
        var budget = new RetryBudget();
        Enumerable.Range(0, 20).Count(_ => budget.TryTake(null)).ShouldBe(10);
    }

    [Fact]
    public void Five_first_attempts_earn_one_retry()
    {
        var budget = new RetryBudget();
        while (budget.TryTake(null))
        {
        }
        for (var i = 0; i < 4; i++)
            budget.Deposit(null);
        budget.TryTake(null).ShouldBeFalse();
        budget.Deposit(null);
        budget.TryTake(null).ShouldBeTrue();
    }

    [Fact]
    public void A_tenant_whose_calls_always_fail_leaves_half_of_the_budget_to_the_others()
    {
        var budget = new RetryBudget();
        Enumerable.Range(0, 20).Count(_ => budget.TryTake("noisy")).ShouldBe(RetryBudget.TenantCap);
        // What it earns from now on is what it can take, and no more.
        for (var i = 0; i < 1000; i++)
        {
            budget.Deposit("noisy");
            budget.TryTake("noisy");
        }
        Enumerable.Range(0, 20).Count(_ => budget.TryTake("quiet")).ShouldBe(RetryBudget.TenantCap);
    }

    [Fact]
    public void The_process_has_a_budget_whatever_its_tenants_have()
    {
        var budget = new RetryBudget();
        Enumerable.Range(0, 20).Count(i => budget.TryTake($"tenant {i}")).ShouldBe(RetryBudget.Cap);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(5, 6)]
    [InlineData(12, 15)]
    [InlineData(27, 33)]
    public void A_plan_allows_a_fifth_more_rounded_up(int planned, int most) => new CallPlan(planned).Most.ShouldBe(most);
}

using RagPruner.Errors;
using RagPruner.Selection;

namespace RagPruner.Tests.Selection;

public sealed class KeepRulesTests
{
    [Fact]
    public void Every_rule_has_its_laws_tested()
    {
        var tested = typeof(KeepRuleLaws).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(KeepRuleLaws)))
            .Select(t => ((KeepRuleLaws)Activator.CreateInstance(t)!).Rule.Name);
        tested.Order(StringComparer.Ordinal).ShouldBe(Catalog.Default.KeepRuleNames.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_short_form_gives_number_and_floor()
    {
        Catalog.Default.ParseKeepRule("top-k:3").ShouldBe(new TopK(3) { Min = 1 });
        Catalog.Default.ParseKeepRule("top-k:3,min=0").ShouldBe(new TopK(3) { Min = 0 });
        Catalog.Default.ParseKeepRule("threshold:-0.5,min=2").ShouldBe(new Threshold(-0.5) { Min = 2 });
        Catalog.Default.ParseKeepRule("gap").ShouldBe(new Gap { Min = 1 });
        Catalog.Default.ParseKeepRule("token-budget:800").ShouldBe(new TokenBudget(800) { Min = 1 });
    }

    [Theory]
    [InlineData("best:3", "keep.rule is not one of: top-k, threshold, gap, token-budget, coverage.")]
    [InlineData("", "keep.rule is not one of: top-k, threshold, gap, token-budget, coverage.")]
    [InlineData("top-k", "keep.k is required by the rule top-k and must be a number.")]
    [InlineData("top-k:0", "keep.k must be a whole number from 1 to 100.")]
    [InlineData("top-k:2.5", "keep.k must be a whole number from 1 to 100.")]
    [InlineData("top-k:three", "The number of the keep rule top-k cannot be read; write for example top-k:3 or threshold:-0.5.")]
    [InlineData("threshold:NaN", "keep.cut is required by the rule threshold and must be a number.")]
    [InlineData("gap:2", "The rule gap takes no number.")]
    [InlineData("top-k:3,floor=1", "A keep rule is written name[:number][,min=n], for example top-k:3,min=1.")]
    [InlineData("top-k:3,min=-1", "A keep rule is written name[:number][,min=n], for example top-k:3,min=1.")]
    [InlineData("top-k:3,min=101", "keep.min must be from 0 to 100.")]
    public void A_wrong_rule_is_refused_with_what_is_wrong(string spec, string message) =>
        Should.Throw<PrunerInvalidInput>(() => Catalog.Default.ParseKeepRule(spec)).Message.ShouldBe(message);
}

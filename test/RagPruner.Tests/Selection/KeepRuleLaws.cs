using FsCheck.Xunit;
using RagPruner.Errors;
using RagPruner.Selection;

namespace RagPruner.Tests.Selection;

/// <summary>What holds for every keep rule. A new one is added by a subclass.</summary>
public abstract class KeepRuleLaws(string spec)
{
    internal KeepRule Rule { get; } = Catalog.Default.ParseKeepRule(spec) is Coverage coverage ? coverage with { Cut = -0.5 } : Catalog.Default.ParseKeepRule(spec);

    [Fact]
    public void Keeps_nothing_of_nothing() => Rule.Apply([]).ShouldBe(new KeptCount(0, 0));

    [Property]
    public void Keeps_at_most_what_there_is_and_at_least_the_floor(int seed, byte floor)
    {
        var ranked = Ranked(seed);
        var kept = (Rule with { Min = floor }).Apply(ranked);
        kept.ByRule.ShouldBeInRange(0, ranked.Count);
        kept.Total.ShouldBe(Math.Max(kept.ByRule, Math.Min(floor, ranked.Count)));
    }

    [Property]
    public void Decides_the_same_again(int seed) => Rule.Apply(Ranked(seed)).ShouldBe(Rule.Apply(Ranked(seed)));

    [Property]
    public void Never_drops_the_best_for_being_better(int seed)
    {
        var ranked = Ranked(seed);
        if (ranked.Count == 0 || Rule.Apply(ranked).ByRule == 0)
            return;
        RankedContext[] better = [ranked[0] with { Score = ranked[0].Score + 1 }, .. ranked.Skip(1)];
        Rule.Apply(better).ByRule.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Gives_reasons_that_differ() => Rule.KeptReason.ShouldNotBe(Rule.PrunedReason);

    private protected static IReadOnlyList<RankedContext> Ranked(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, random.Next(0, 26))
            .Select(_ => new RankedContext(Math.Round(random.NextDouble() * 4 - 3, 1), random.Next(1, 400)))
            .OrderByDescending(c => c.Score)];
    }
}

public sealed class TopKTests() : KeepRuleLaws("top-k:3")
{
    [Property]
    public void Keeps_the_k_best(int seed)
    {
        var ranked = Ranked(seed);
        Rule.Apply(ranked).ByRule.ShouldBe(Math.Min(3, ranked.Count));
    }
}

public sealed class ThresholdTests() : KeepRuleLaws("threshold:-0.5")
{
    [Fact]
    public void Keeps_a_score_on_the_cut() => Rule.Apply([new(-0.5, 1), new(-0.51, 1)]).ByRule.ShouldBe(1);

    [Property]
    public void Never_keeps_more_when_it_is_stricter(int seed, bool _)
    {
        var ranked = Ranked(seed);
        new Threshold(-0.4).Apply(ranked).ByRule.ShouldBeLessThanOrEqualTo(Rule.Apply(ranked).ByRule);
    }

    [Fact]
    public void Has_no_floor_unless_asked() => Rule.Min.ShouldBe(0);
}

public sealed class GapTests() : KeepRuleLaws("gap")
{
    [Fact]
    public void Cuts_at_the_largest_drop() => Rule.Apply([new(5, 1), new(4, 1), new(1, 1), new(0, 1)]).ByRule.ShouldBe(2);

    [Fact]
    public void Takes_the_first_of_equal_drops() => Rule.Apply([new(5, 1), new(4, 1), new(3, 1)]).ByRule.ShouldBe(1);

    [Fact]
    public void Keeps_all_that_nothing_tells_apart() => Rule.Apply([new(1, 1), new(1, 1)]).ByRule.ShouldBe(2);
}

public sealed class TokenBudgetTests() : KeepRuleLaws("token-budget:500")
{
    [Property]
    public void Stays_within_the_budget_and_leaves_no_room_for_the_next(int seed)
    {
        var ranked = Ranked(seed);
        var count = Rule.Apply(ranked).ByRule;
        ranked.Take(count).Sum(c => c.Tokens).ShouldBeLessThanOrEqualTo(500);
        if (count < ranked.Count)
            ranked.Take(count + 1).Sum(c => c.Tokens).ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Says_so_when_the_floor_breaks_the_budget() => Rule.FloorNote.ShouldBe("floor_exceeds_token_budget");
}

public sealed class CoverageTests() : KeepRuleLaws("coverage")
{
    [Fact]
    public void Keeps_a_score_on_the_profiles_cut() => Rule.Apply([new(-0.5, 1), new(-0.51, 1)]).ByRule.ShouldBe(1);

    [Fact]
    public void Has_no_floor_unless_asked() => Rule.Min.ShouldBe(0);

    [Fact]
    public void Means_nothing_without_a_profile() => Should.Throw<PrunerMisconfigured>(() => new Coverage().Apply([new(1, 1)])).Message.ShouldContain("needs a profile");
}

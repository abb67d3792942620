using RagPruner.Errors;
using RagPruner.Selection;

namespace RagPruner.Tests.Scoring;

public sealed class ScorersTests
{
    [Fact]
    public void Every_scorer_has_its_laws_tested()
    {
        var tested = typeof(ScorerLaws).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ScorerLaws)))
            .Select(t => ((ScorerLaws)Activator.CreateInstance(t)!).Scorer.Name);
        tested.Order(StringComparer.Ordinal).ShouldBe(Catalog.Default.ScorerNames.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones() =>
        Should.Throw<PrunerInvalidInput>(() => Catalog.Default.Scorer("bert")).Message
            .ShouldBe("scorer is not one of: retrieval, mean-logprob, question-likelihood, sufficiency, gain, question-gain, listwise, scent, pair, grounding, consensus, blend.");
}

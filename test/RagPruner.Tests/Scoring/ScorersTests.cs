using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Scoring;
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

    [Fact]
    public void A_scorer_of_ones_own_may_have_a_name_that_another_had_before()
    {
        var own = new Own();
        Catalog.Default.With(own).Scorer("agreement").ShouldBeSameAs(own);
    }

    private sealed class Own : SingleFeatureScorer
    {
        public override string Name => "agreement";

        public override EvidenceKinds Needs => EvidenceKinds.None;

        public override string MissingReason => Reasons.NoText;

        protected override double? Score(ContextEvidence context) => context.Context.Text.Length;
    }
}

using RagPruner.Calibration;
using RagPruner.Errors;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Calibration;

public sealed class CalibratorTests
{
    [Fact]
    public void Too_few_questions_are_refused_with_the_number_needed() =>
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(Labelled.Questions(39), Labelled.Options, Labelled.Origin))
            .Message.ShouldBe("A coverage of 0.95 needs at least 40 questions whose relevant context was retrieved; there are 39.");

    [Fact]
    public void A_higher_coverage_needs_more() =>
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(Labelled.Questions(100), Labelled.Options with { Coverage = 0.99 }, Labelled.Origin)).Message.ShouldContain("at least 198 questions");

    [Fact]
    public void Drafts_that_abstain_on_needed_contexts_can_make_a_coverage_impossible()
    {
        LabelledQuestion[] questions = [.. Labelled.Questions(100).Select((q, i) => i % 5 == 0 ? Labelled.Abstaining(q) : q)];
        var options = Labelled.Options with { Features = ["question-likelihood", "mean-logprob"] };
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(questions, options, Labelled.Origin)).Message.ShouldContain("have no score, because their draft abstained");
        // Without drafts nothing abstains.
        Calibrator.Fit(questions, Labelled.Options, Labelled.Origin).Coverage.Target.ShouldBe(0.95);
    }

    [Fact]
    public void A_feature_that_is_the_same_for_all_is_refused() =>
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(Labelled.Questions(60), Labelled.Options with { Features = ["grounding"] }, Labelled.Origin)).Message.ShouldContain("the same for every context");

    [Theory]
    [InlineData("blend", "cannot be a feature")]
    [InlineData("bert", "is not one of")]
    public void A_feature_must_be_a_scorer_with_absolute_scores(string feature, string message) =>
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(Labelled.Questions(60), Labelled.Options with { Features = [feature] }, Labelled.Origin)).Message.ShouldContain(message);

    [Fact]
    public void The_informative_feature_gets_the_weight()
    {
        var weights = Labelled.Profile().Features.ToDictionary(f => f.Name, f => f.Weight, StringComparer.Ordinal);
        weights["question-likelihood"].ShouldBeGreaterThan(1);
        Math.Abs(weights["retrieval"]).ShouldBeLessThan(0.3);
    }

    [Fact]
    public void The_same_questions_give_the_same_bytes() =>
        ProfileJson.Write(Labelled.Profile()).ShouldBe(ProfileJson.Write(Labelled.Profile()));

    [Fact]
    public void The_confidence_is_honest_on_new_questions()
    {
        var profile = Labelled.Profile(400);
        var scorer = new ProfileScorer(profile);
        var predictions = Labelled.Questions(500, seed: 99).Select(q =>
        {
            var judgement = Judge.Decide(q.Contexts, scorer, new TopK(1));
            var best = judgement.Contexts[0];
            return (profile.Probability.Of(best.Score!.Value, judgement.Relevance?.Value), q.NeededIds.Contains(best.Context.Id));
        }).ToArray();
        Reliability.ExpectedCalibrationError(predictions).ShouldBeLessThan(0.06);
    }

    [Fact]
    public void What_ask_would_keep_is_what_calibration_counted()
    {
        var questions = Labelled.Questions(200);
        var profile = Calibrator.Fit(questions, Labelled.Options, Labelled.Origin);
        var kept = questions.Average(q => Judge.Decide(q.Contexts, new ProfileScorer(profile), new Coverage { Cut = profile.Coverage.Cut }).Kept.Count);
        // The figure is of one half of them.
        kept.ShouldBe(profile.Figures.KeptContexts, 0.5);
    }

    [Fact]
    public void Stricter_risks_answer_less()
    {
        var loose = Calibrator.Fit(Labelled.Questions(200), Labelled.Options with { AnswerRisk = 0.2 }, Labelled.Origin);
        loose.Actions.Review.ShouldBeLessThan(Labelled.Profile().Actions.Review);
        loose.Actions.Fallback.ShouldBeLessThanOrEqualTo(loose.Actions.Clarify);
        loose.Actions.Clarify.ShouldBeLessThanOrEqualTo(loose.Actions.Review);
    }

    [Fact]
    public void A_blend_standardised_within_the_question_finds_the_same_signal()
    {
        var fit = BlendFit.Of(Labelled.Questions(100), ["retrieval", "question-likelihood"], seed: 1);
        fit.Features[1].Weight.ShouldBe(1);
        fit.KeptAt1.ShouldBeGreaterThan(fit.RetrievalKeptAt1 + 0.3);
        Should.Throw<PrunerInvalidInput>(() => BlendFit.Of(Labelled.Questions(39), ["retrieval"], 1)).Message.ShouldContain("at least 40 questions");
    }
}

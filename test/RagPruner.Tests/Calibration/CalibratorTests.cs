using FsCheck.Xunit;
using RagPruner.Calibration;
using RagPruner.Errors;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Calibration;

public sealed class CalibratorTests
{
    [Fact]
    public void Below_ten_questions_there_is_no_profile() =>
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(Labelled.Questions(9), Labelled.Options, Labelled.Origin))
            .Message.ShouldBe("A profile needs at least 10 questions whose relevant context was retrieved; there are 9.");

    [Fact]
    public void Too_few_questions_to_fit_weights_take_the_default_blends_and_promise_what_they_can()
    {
        var profile = Calibrator.Fit(Labelled.Questions(12), Labelled.Options, Labelled.Origin);
        profile.Features.Select(f => f.Weight).ShouldBe([1, 0.7]);
        profile.Coverage.Target.ShouldBe(1 - 1.0 / 13);
        (profile.Figures.FittedOn, profile.Figures.MeasuredOn, profile.Figures.Spread).ShouldBe((0, 12, null));
    }

    [Fact]
    public void A_coverage_that_half_of_the_questions_cannot_promise_is_lowered_to_what_they_can() =>
        Calibrator.Fit(Labelled.Questions(100), Labelled.Options with { Coverage = 0.99 }, Labelled.Origin).Coverage.Target.ShouldBe(1 - 1.0 / 51);

    [Property]
    public void The_order_of_the_questions_changes_nothing_to_the_last_digit(int seed)
    {
        var questions = Labelled.Questions(44).ToArray();
        var expected = ProfileJson.Write(Calibrator.Fit(questions, Labelled.Options, Labelled.Origin));
        new Random(seed).Shuffle(questions);
        ProfileJson.Write(Calibrator.Fit(questions, Labelled.Options, Labelled.Origin)).ShouldBe(expected);
    }

    [Fact]
    public void Halves_are_of_equal_size_and_differ_from_split_to_split()
    {
        var questions = Labelled.Questions(60);
        var firsts = QuestionSplits.Of(1).Select(s => QuestionSplits.Halves(questions, q => q, s).First.Select(q => q.Id).Order(StringComparer.Ordinal).ToArray()).ToArray();
        firsts.ShouldAllBe(f => f.Length == 30);
        firsts.DistinctBy(f => string.Join(' ', f), StringComparer.Ordinal).Count().ShouldBe(QuestionSplits.Count);
        // No question stands in the same half nearly always.
        questions.ShouldAllBe(q => firsts.Count(f => f.Contains(q.Id)) >= 2 && firsts.Count(f => f.Contains(q.Id)) <= 18);
    }

    [Fact]
    public void The_splits_lie_around_what_the_profile_says()
    {
        var profile = Labelled.Profile();
        var spread = profile.Figures.Spread!;
        (spread.Cut.Low < profile.Coverage.Cut && profile.Coverage.Cut < spread.Cut.High).ShouldBeTrue();
        spread.Weights[1].Low.ShouldBeGreaterThan(0);
    }

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

using System.Text;
using RagPruner.Calibration;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Calibration;

public sealed class ProfileTests
{
    private static readonly Profile s_profile = Labelled.Profile();

    [Fact]
    public void A_profile_reads_back_with_every_number() =>
        ProfileJson.Write(ProfileJson.Read(Encoding.UTF8.GetBytes(ProfileJson.Write(s_profile)))).ShouldBe(ProfileJson.Write(s_profile));

    [Theory]
    [InlineData("{", "The profile is not valid")]
    [InlineData("null", "The profile is null.")]
    [InlineData("{}", "The profile is not valid")]
    public void What_is_no_profile_is_refused(string text, string message) =>
        Should.Throw<PrunerInvalidInput>(() => ProfileJson.Read(Encoding.UTF8.GetBytes(text))).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version is not 1")]
    [InlineData("\"name\": \"retrieval\"", "\"name\": \"bert\"", "a name that is not a scorer")]
    [InlineData("\"name\": \"retrieval\"", "\"name\": \"agreement\"", "features has agreement, which is consensus by now and has other values; calibrate again")]
    [InlineData("\"name\": \"retrieval\"", "\"name\": \"question-likelihood\"", "a name twice")]
    [InlineData("\"features\": [", "\"features\": [ null,", "a list holds null")]
    [InlineData("\"target\": 0.95", "\"target\": 1.5", "coverage.target")]
    [InlineData("\"draftModel\"", "\"draftmodel\"", "not valid")]
    public void A_profile_that_was_broken_by_hand_is_refused(string was, string becomes, string message)
    {
        var text = ProfileJson.Write(s_profile);
        text.ShouldContain(was);
        Should.Throw<PrunerInvalidInput>(() => ProfileJson.Read(Encoding.UTF8.GetBytes(text.Replace(was, becomes, StringComparison.Ordinal)))).Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("other", "final-model", "prompt", "another drafting model")]
    [InlineData("draft-model", "other", "prompt", "another final model")]
    [InlineData("draft-model", "final-model", "other", "another drafting prompt")]
    public void A_profile_for_something_else_is_refused(string draft, string final, string prompt, string message) =>
        Should.Throw<PrunerMisconfigured>(() => s_profile.EnsureFits(draft, final, prompt)).Message.ShouldContain(message);

    [Fact]
    public void A_profile_for_these_models_is_taken_with_or_without_a_final_one()
    {
        s_profile.EnsureFits("draft-model", "final-model", "prompt");
        s_profile.EnsureFits("draft-model", null, "prompt");
    }

    [Fact]
    public void A_profile_whose_prompt_is_unknown_fits_nothing() =>
        Should.Throw<PrunerMisconfigured>(() => (s_profile with { Prompt = null }).EnsureFits("draft-model", null, "prompt")).Message.ShouldContain("prompt is not known");

    [Fact]
    public void Coverage_without_a_profile_is_refused_before_anything_is_paid_for() =>
        Should.Throw<PrunerInvalidInput>(() => Admitted(new PruneRequest("q") { Keep = new Coverage() }, new PrunerOptions())).Message.ShouldBe("The keep rule coverage needs a profile.");

    [Fact]
    public void Coverage_with_another_scorer_than_the_profiles_is_refused() =>
        Should.Throw<PrunerInvalidInput>(() => Admitted(new PruneRequest("q") { Scorer = new RetrievalScorer(), Keep = new Coverage() }))
            .Message.ShouldContain("for the scorer blend, not retrieval");

    [Fact]
    public void The_profiles_blend_takes_the_place_of_the_default_and_may_be_cut()
    {
        var request = Admitted(new PruneRequest("q") { Keep = new Threshold(0) });
        request.Scorer.ShouldBeOfType<ProfileScorer>();
    }

    private static AdmittedRequest Admitted(PruneRequest request, PrunerOptions? options = null) =>
        AdmittedRequest.Of(request, options ?? new PrunerOptions().With(s_profile), EvidenceKinds.OneCall);

    [Fact]
    public void A_blend_of_the_callers_own_stays_the_callers()
    {
        var own = new BlendScorer([new(new MeanLogprobScorer(), 1)]);
        Admitted(new PruneRequest("q") { Scorer = own }).Scorer.ShouldBeSameAs(own);
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(-1e6)]
    public void No_score_makes_a_confidence_certain(double score) => s_profile.Probability.Of(score, relevance: null).ShouldBeInRange(0.001, 0.999);

    [Fact]
    public void A_model_without_the_profiles_evidence_is_refused() =>
        Should.Throw<PrunerInvalidInput>(() => Judge.EnsureFit(new ProfileScorer(s_profile), new TopK(1), EvidenceKinds.Draft, Catalog.Default)).Message.ShouldContain("QuestionLogprobs");

    [Fact]
    public async Task An_answer_has_the_confidence_and_the_action_of_its_profile()
    {
        var body = await AnswerAsync(questionLogprob: -2);
        body.Answer!.Confidence!.Value.ShouldBeGreaterThan(0.8);
        body.Answer.Action.ShouldBe("answer");
        var unsure = await AnswerAsync(questionLogprob: -10);
        unsure.Answer!.Confidence!.Value.ShouldBeLessThan(0.5);
        unsure.Answer.Action.ShouldNotBe("answer");
    }

    [Fact]
    public async Task Another_scorer_has_no_confidence()
    {
        var body = await AnswerAsync(-5, new QuestionLikelihoodScorer());
        (body.Answer!.Confidence, body.Answer.Action).ShouldBe((null, "answer"));
    }

    [Fact]
    public async Task Nothing_kept_falls_back_and_says_how_little_was_to_be_had()
    {
        var body = await AnswerAsync(-14, keep: new Coverage());
        (body.Status, body.Answer!.Action).ShouldBe(("no_context", "fallback"));
        body.Answer.Confidence!.Value.ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Confidence_is_cut_into_actions_from_below()
    {
        var cuts = new ActionCuts(Clarify: 0.5, Review: 0.9, Fallback: 0.2);
        new[] { 0.1, 0.2, 0.5, 0.9 }.Select(c => cuts.StepAt(c)).ShouldBe([NextStep.Fallback, NextStep.Clarify, NextStep.Review, NextStep.Answer]);
    }

    private static async Task<AnswerBody> AnswerAsync(double questionLogprob, Scorer? scorer = null, KeepRule? keep = null)
    {
        var drafter = new FakeDrafter(r => Make.Evidence(questionLogprob: questionLogprob - 0.1 * r.Context.Rank));
        var options = new PrunerOptions().With(s_profile);
        var pipeline = new AnswerPipeline(new ContextPruner(new FakeRetriever([.. Enumerable.Range(1, 5).Select(i => Make.Context(i))]), drafter, options, new VirtualTime()), new FakeGenerator());
        return Bodies.Of(await pipeline.AnswerAsync(new PruneRequest("q") { Scorer = scorer ?? Catalog.Default.Scorer(Scorers.Default), Keep = keep ?? new TopK(2) }), "r");
    }
}

public sealed class DriftTests
{
    [Fact]
    public void New_questions_of_the_same_kind_have_not_drifted() =>
        Drift.Of(Labelled.Profile(), Labelled.Questions(300, seed: 42)).ShouldAllBe(d => !d.HasDrifted);

    [Fact]
    public void A_shifted_feature_has_drifted_and_the_others_have_not()
    {
        LabelledQuestion[] shifted = [.. Labelled.Questions(300, seed: 42).Select(q => q with
        {
            Contexts = [.. q.Contexts.Select(c => c with { Evidence = c.Evidence! with { QuestionLogprobs = [c.Evidence.QuestionLogprob - 1.5] } })],
        })];
        Drift.Of(Labelled.Profile(), shifted).Where(d => d.HasDrifted).Select(d => d.Feature).ShouldBe(["question-likelihood"]);
    }

    [Fact]
    public void What_so_many_questions_are_said_to_show_they_show_four_times_of_five()
    {
        var profile = Labelled.Profile();
        var feature = profile.Features[1];
        var seen = Enumerable.Range(1, 100).Count(seed =>
        {
            var shift = Drift.Of(profile, Labelled.Questions(40, seed))[1].SeenShift * feature.Deviation;
            LabelledQuestion[] shifted = [.. Labelled.Questions(40, seed).Select(q => q with
            {
                Contexts = [.. q.Contexts.Select(c => c with { Evidence = c.Evidence! with { QuestionLogprobs = [c.Evidence.QuestionLogprob - shift] } })],
            })];
            return Drift.Of(profile, shifted)[1].HasDrifted;
        });
        // One in ten such counts of 100 would be below 75 by chance alone.
        seen.ShouldBeGreaterThanOrEqualTo(75);
    }

    [Fact]
    public void An_index_takes_a_number_of_questions_and_sometimes_more_than_there_can_be()
    {
        Drift.Needed(0.25, 200).ShouldBe(151);
        Drift.Needed(0.25, 80).ShouldBeNull();
    }

    [Fact]
    public void A_feature_that_is_gone_has_drifted()
    {
        LabelledQuestion[] without = [.. Labelled.Questions(50).Select(q => q with { Contexts = [.. q.Contexts.Select(c => c with { Evidence = null })] })];
        Drift.Of(Labelled.Profile(), without).ShouldAllBe(d => d.HasDrifted && d.Mean == null);
    }
}

using System.Text;
using FsCheck.Xunit;
using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Calibration;

public sealed class WaveTests
{
    private static readonly Profile s_profile = Calibrator.Fit(Labelled.Questions(200), Labelled.Options with { WaveSize = 2 }, Labelled.Origin);

    private static readonly ProfileScorer s_scorer = new(s_profile);

    [Fact]
    public void A_needed_context_is_kept_as_often_as_promised_and_fewer_are_drafted_from()
    {
        var (kept, drafted) = (new List<double>(), new List<double>());
        for (var seed = 1; seed <= 40; seed++)
        {
            var profile = Calibrator.Fit(Labelled.Questions(160, seed, signal: 4), Labelled.Options with { Coverage = 0.9, WaveSize = 1, Seed = seed }, Labelled.Origin);
            var scorer = new ProfileScorer(profile);
            foreach (var question in Labelled.Questions(60, seed + 1000, signal: 4))
            {
                var settled = profile.Waves!.Settle(question.Contexts, scorer);
                kept.Add(Judge.Decide(settled, scorer, new Coverage { Cut = profile.Waves.Cut }).Kept.Any(c => question.NeededIds.Contains(c.Id)) ? 1 : 0);
                drafted.Add(settled.Count(c => !c.IsNotNeeded) / 5.0);
            }
        }
        kept.Average().ShouldBeGreaterThanOrEqualTo(0.9);
        drafted.Average().ShouldBeLessThan(0.8);
    }

    [Property]
    public void What_is_drafted_does_not_depend_on_what_lies_behind_the_last_wave(int seed)
    {
        var question = Labelled.Questions(1, seed)[0];
        var settled = s_profile.Waves!.Settle(question.Contexts, s_scorer);
        var drafted = settled.Count(c => !c.IsNotNeeded);
        settled.Take(drafted).ShouldAllBe(c => !c.IsNotNeeded);
        settled.Skip(drafted).ShouldAllBe(c => c.IsNotNeeded && c.Evidence == null);
        s_profile.Waves.Settle([.. question.Contexts.Take(drafted)], s_scorer).ShouldAllBe(c => !c.IsNotNeeded);
    }

    [Fact]
    public async Task A_request_that_leaves_the_cut_to_the_profile_stops_drafting_where_calibration_would_have()
    {
        foreach (var question in Labelled.Questions(20, seed: 5, signal: 6))
        {
            var drafter = new FakeDrafter(r => question.Contexts.First(c => c.Context.Id == r.Context.Id).Evidence!);
            var pruner = new ContextPruner(new FakeRetriever([.. question.Contexts.Select(c => c.Context)]), drafter, new PrunerOptions().With(s_profile));
            var result = await pruner.PruneAsync(new PruneRequest("q") { Keep = Catalog.Default.ParseKeepRule("coverage") });
            var settled = s_profile.Waves!.Settle(question.Contexts, s_scorer);
            drafter.Requests.Count.ShouldBe(settled.Count(c => !c.IsNotNeeded));
            result.Ledger.Drafts.ShouldBe(drafter.Requests.Count);
            result.Judgement.Contexts.Where(c => c.Reason == Reasons.NotNeeded).Select(c => c.Context.Id).ShouldBe(settled.Where(c => c.IsNotNeeded).Select(c => c.Context.Id));
            result.Judgement.Contexts.Where(c => c.Reason == Reasons.NotNeeded).ShouldAllBe(c => c.Disposition == Disposition.Pruned && c.Score == null && c.Evidence == null);
            result.Judgement.Kept.Select(c => c.Id).ShouldBe(Judge.Decide(settled, s_scorer, new Coverage { Cut = s_profile.Waves.Cut }).Kept.Select(c => c.Id));
        }
    }

    [Theory]
    [InlineData("top-k:2")]
    [InlineData("threshold:0")]
    public async Task Another_keep_rule_drafts_from_every_context(string keep)
    {
        var drafter = new FakeDrafter(r => Make.Evidence(questionLogprob: 0));
        var pruner = new ContextPruner(new FakeRetriever(Enumerable.Range(1, 5).Select(i => Make.Context(i)).ToArray()), drafter, new PrunerOptions().With(s_profile));
        await pruner.PruneAsync(new PruneRequest("q") { Keep = Catalog.Default.ParseKeepRule(keep) });
        drafter.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Drafting_goes_on_while_too_few_of_those_asked_have_a_score()
    {
        var drafter = new FakeDrafter((r, _) => r.Context.Rank == 1 ? throw new PrunerUpstreamBadResponse("bad") : Task.FromResult(DraftReply.With(Make.Evidence(questionLogprob: 0))));
        var pruner = new ContextPruner(new FakeRetriever(Enumerable.Range(1, 8).Select(i => Make.Context(i)).ToArray()), drafter, new PrunerOptions { Retry = new() { MaxRetries = 0 } }.With(s_profile));
        var result = await pruner.PruneAsync(new PruneRequest("q") { Keep = Catalog.Default.ParseKeepRule("coverage") });
        result.Status.ShouldBe(RequestStatus.Partial);
        result.Judgement.Contexts.Select(c => (c.Context.Rank, c.Reason)).Take(4).ShouldBe([(2, Reasons.AboveCut), (3, Reasons.AboveCut), (4, Reasons.AboveCut), (1, "draft_bad_response")]);
        result.Judgement.Contexts.Count(c => c.Reason == Reasons.NotNeeded).ShouldBe(4);
    }

    [Fact]
    public void Too_few_questions_for_two_cuts_promise_what_they_can() =>
        Calibrator.Fit(Labelled.Questions(60), Labelled.Options with { WaveSize = 2 }, Labelled.Origin).Coverage.Target.ShouldBe(1 - 2.0 / 31);

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public void A_size_that_leaves_no_second_wave_is_refused(int size) =>
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(Labelled.Questions(200), Labelled.Options with { WaveSize = size }, Labelled.Origin)).Message.ShouldBe("A wave has 1 to 24 contexts.");

    [Theory]
    [InlineData("consensus")]
    [InlineData("listwise")]
    [InlineData("scent")]
    [InlineData("pair")]
    public void A_feature_that_looks_at_all_contexts_is_refused(string feature) =>
        Should.Throw<PrunerInvalidInput>(() => Calibrator.Fit(Labelled.Questions(200), Labelled.Options with { WaveSize = 2, Features = ["retrieval", feature] }, Labelled.Origin))
            .Message.ShouldContain($"The feature {feature} looks at all contexts together");

    [Fact]
    public void The_confidence_does_not_rest_on_contexts_that_waves_do_not_see() => s_profile.Probability.Relevance.ShouldBeNull();

    [Fact]
    public void Waves_are_in_the_profile_as_written() =>
        ProfileJson.Read(Encoding.UTF8.GetBytes(ProfileJson.Write(s_profile))).Waves.ShouldBe(s_profile.Waves);

    [Theory]
    [InlineData("\"size\": 2", "\"size\": 0")]
    [InlineData("\"size\": 2", "\"size\": 25")]
    public void Waves_that_were_broken_by_hand_are_refused(string was, string becomes) =>
        Should.Throw<PrunerInvalidInput>(() => ProfileJson.Read(Encoding.UTF8.GetBytes(ProfileJson.Write(s_profile).Replace(was, becomes, StringComparison.Ordinal))))
            .Message.ShouldContain("waves");
}

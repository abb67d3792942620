using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Selection;

public sealed class PendingContextTests
{
    private static readonly PendingContext s_plain = new(Make.Context(1)) { Question = "When?", Evidence = Make.Evidence() };

    public static TheoryData<string, bool> Drafting { get; } = new()
    {
        { "plain", true },
        { Reasons.NoText, false },
        { Reasons.TooLong, false },
        { Reasons.DraftEmpty, true },
        { "merged", false },
        { "over the limit", false },
    };

    [Theory]
    [MemberData(nameof(Drafting))]
    public void Drafting_is_about_what_can_be_read_and_was_to_be(string state, bool isForDrafting)
    {
        var context = state switch
        {
            "plain" => s_plain,
            "merged" => s_plain with { MergedInto = "c2" },
            "over the limit" => s_plain with { IsOverLimit = true },
            _ => s_plain with { UnscoredReason = state },
        };
        context.IsForDrafting.ShouldBe(isForDrafting);
        context.IsOpen.ShouldBe(state == "plain");
    }

    [Fact]
    public void One_that_drafting_stopped_before_has_nothing_but_its_question()
    {
        var stopped = s_plain.NotNeeded();
        (stopped.IsNotNeeded, stopped.IsOpen, stopped.Question, stopped.Evidence).ShouldBe((true, false, "When?", null));
    }

    [Fact]
    public void Whoever_asks_for_drafts_sees_all_of_it()
    {
        s_plain.AskedFor(EvidenceKinds.DraftLogprobs).ShouldBe(s_plain);
        var failed = s_plain with { Evidence = null, UnscoredReason = "draft_throttled" };
        failed.AskedFor(EvidenceKinds.DraftLogprobs | EvidenceKinds.QuestionLogprobs).ShouldBe(failed);
    }

    [Fact]
    public void Whoever_asks_for_nothing_sees_neither_evidence_nor_that_there_is_none() =>
        (s_plain with { UnscoredReason = "draft_throttled" }).AskedFor(EvidenceKinds.None).ShouldBe(s_plain with { Evidence = null });

    [Fact]
    public void Whoever_asks_for_calls_of_the_whole_question_does_not_see_that_a_draft_failed()
    {
        var seen = (s_plain with { UnscoredReason = "draft_throttled" }).AskedFor(EvidenceKinds.Labels);
        (seen.Evidence, seen.UnscoredReason).ShouldBe((s_plain.Evidence, null));
    }

    [Fact]
    public void Whoever_asks_for_the_question_alone_sees_no_draft_and_no_empty_one()
    {
        var seen = (s_plain with { UnscoredReason = Reasons.DraftEmpty }).AskedFor(EvidenceKinds.QuestionLogprobs);
        (seen.Evidence!.Draft, seen.Evidence.Tokens, seen.Evidence.MeanLogprob, seen.UnscoredReason).ShouldBe(("", null, null, null));
        seen.Evidence.QuestionLogprobs.ShouldBe(s_plain.Evidence!.QuestionLogprobs);
        var failed = (s_plain with { Evidence = null, UnscoredReason = "draft_throttled" }).AskedFor(EvidenceKinds.QuestionLogprobs);
        (failed.Evidence, failed.UnscoredReason).ShouldBe((null, "draft_throttled"));
    }

    [Theory]
    [InlineData(Reasons.NoText)]
    [InlineData(Reasons.TooLong)]
    public void What_was_never_to_be_drafted_from_stays_as_it_is(string reason)
    {
        var context = s_plain with { UnscoredReason = reason };
        context.AskedFor(EvidenceKinds.QuestionLogprobs).ShouldBe(context);
        s_plain.NotNeeded().AskedFor(EvidenceKinds.None).IsNotNeeded.ShouldBeTrue();
    }
}

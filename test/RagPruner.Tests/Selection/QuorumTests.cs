using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Selection;

public sealed class QuorumTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(5, 3)]
    [InlineData(6, 3)]
    [InlineData(7, 4)]
    [InlineData(25, 13)]
    public void Is_half_of_the_contexts_and_at_least_three_of_them(int contexts, int required) => Quorum.Required(contexts).ShouldBe(required);

    [Fact]
    public void Fails_with_the_cause_that_most_share()
    {
        var failure = Should.Throw<PrunerThrottled>(() => QuorumCheck.Ensure(Judged("draft_throttled", "draft_upstream_failed", "draft_throttled", null)));
        failure.Message.ShouldBe("Only 1 of 4 contexts could be scored, 3 are needed; most often: draft_throttled.");
    }

    [Fact]
    public void Counts_what_is_too_long_where_nothing_else_would_be_kept_before_anything_is_ranked_as_well()
    {
        var abstained = new PendingContext(Make.Context(1)) { Evidence = Make.Evidence(draft: "not in the context") };
        PendingContext[] contexts = [abstained, .. Enumerable.Range(2, 2).Select(i => new PendingContext(Make.Context(i)) { UnscoredReason = Reasons.TooLong })];
        Should.Throw<PrunerException>(() => QuorumCheck.Ensure(Judge.Unranked(contexts)));
        Should.Throw<PrunerException>(() => QuorumCheck.Ensure(Judge.Decide(contexts, Catalog.Default.Scorer("mean-logprob"), new TopK(1))));
    }

    [Fact]
    public void Passes_with_enough() => QuorumCheck.Ensure(Judged(null, null, null, "draft_deadline"));

    [Fact]
    public void Does_not_count_content_without_text() => QuorumCheck.Ensure(Judged(Reasons.NoText, Reasons.NoText, null));

    [Fact]
    public void Of_causes_that_are_equally_common_the_first_of_the_contract_counts_and_its_most_common_reason()
    {
        var failure = Should.Throw<PrunerThrottled>(() => QuorumCheck.Ensure(Judged("draft_upstream_failed", "draft_throttled", null)));
        failure.Message.ShouldBe("Only 1 of 3 contexts could be scored, 3 are needed; most often: draft_throttled.");
    }

    [Fact]
    public void Texts_of_the_callers_own_that_are_too_long_are_the_requests_fault()
    {
        var judgement = Judge.Unranked([.. Enumerable.Range(1, 3).Select(i => new PendingContext(Make.Context(i)) { UnscoredReason = Reasons.TooLong })]);
        Should.Throw<PrunerInvalidInput>(() => QuorumCheck.Ensure(judgement, areCallers: true));
        Should.Throw<PrunerException>(() => QuorumCheck.Ensure(judgement)).ShouldNotBeOfType<PrunerInvalidInput>();
    }

    [Fact]
    public void Passes_where_a_guardrail_blocked_all_that_could_have_been_scored()
    {
        QuorumCheck.Ensure(Judged(Reasons.DraftBlocked, Reasons.NoText, Reasons.TooLong));
        QuorumCheck.IsBlocked(Judged(Reasons.DraftBlocked, Reasons.NoText)).ShouldBeTrue();
        QuorumCheck.IsBlocked(Judged(Reasons.DraftBlocked, null)).ShouldBeFalse();
        QuorumCheck.IsBlocked(Judged(Reasons.NoText, Reasons.TooLong)).ShouldBeFalse();
        Should.Throw<PrunerException>(() => QuorumCheck.Ensure(Judged(Reasons.DraftBlocked, "draft_throttled")));
    }

    [Fact]
    public void Passes_where_the_shared_answer_says_that_there_is_none() =>
        QuorumCheck.Ensure(Judged(Reasons.ScentAbstained, "draft_throttled", "draft_throttled"));

    [Fact]
    public void Passes_without_contexts() => QuorumCheck.Ensure(Judged());

    private static Judgement Judged(params string?[] unscored) =>
        Judge.Decide(
            [.. unscored.Select((reason, i) => reason is null ? Make.Scored(i + 1, -1) : new PendingContext(Make.Context(i + 1)) { UnscoredReason = reason })],
            Catalog.Default.Scorer("mean-logprob"), new TopK(1));
}

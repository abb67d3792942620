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

    private static Judgement Judged(params string?[] unscored) =>
        Judge.Decide(
            [.. unscored.Select((reason, i) => reason is null ? Make.Scored(i + 1, -1) : new PendingContext(Make.Context(i + 1)) { UnscoredReason = reason })],
            Catalog.Default.Scorer("mean-logprob"), new TopK(1));
}

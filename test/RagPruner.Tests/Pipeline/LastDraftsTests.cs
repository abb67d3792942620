using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

/// <summary>Ten drafts that take 100 ms each, of which the last never comes. A request has 20 s, drafting 12 of them.</summary>
public sealed class LastDraftsTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task A_cut_needs_no_more_than_its_patience_once_there_is_a_quorum()
    {
        var result = await PruneAsync(KeepRule.Threshold(-1));
        // The quorum of five stands after 200 ms of four at once; a fifth of the deadline follows.
        _time.Now.ShouldBe(TimeSpan.FromSeconds(4.2));
        var last = result.Judgement.Contexts.Single(c => c.Reason == Reasons.NotWaitedFor);
        (last.Context.Rank, last.Disposition, result.Status).ShouldBe((10, Disposition.Unscored, RequestStatus.Partial));
        result.Judgement.Kept.Count.ShouldBe(9);
    }

    [Fact]
    public async Task A_context_that_could_not_have_reached_the_cut_is_not_waited_for_at_all()
    {
        // No mean log probability is above 0.
        var result = await PruneAsync(KeepRule.Threshold(0.1));
        _time.Now.ShouldBe(TimeSpan.FromSeconds(0.2));
        result.Judgement.Contexts.Where(c => c.Reason == Reasons.NotWaitedFor).ShouldAllBe(c => c.Disposition == Disposition.Pruned);
        result.Judgement.Contexts.Count(c => c.Reason == Reasons.NotWaitedFor).ShouldBeGreaterThan(0);
        result.Status.ShouldBe(RequestStatus.NoContext);
    }

    [Fact]
    public async Task With_a_floor_a_low_score_counts_and_is_waited_for()
    {
        var result = await PruneAsync(KeepRule.Threshold(0.1) with { Min = 1 });
        _time.Now.ShouldBe(TimeSpan.FromSeconds(4.2));
        result.Judgement.Kept.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_rank_needs_every_score()
    {
        var result = await PruneAsync(KeepRule.TopK(3));
        _time.Now.ShouldBe(TimeSpan.FromSeconds(12));
        result.Judgement.Contexts.Single(c => c.Disposition == Disposition.Unscored).Reason.ShouldBe("draft_deadline");
    }

    [Fact]
    public async Task The_patience_is_an_option()
    {
        await PruneAsync(KeepRule.Threshold(-1), new PrunerOptions { HedgeDrafts = false, StragglerShare = 0.05 });
        _time.Now.ShouldBe(TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task Without_a_quorum_nothing_is_given_up()
    {
        await Should.ThrowAsync<Errors.PrunerDeadlineExceeded>(() => PruneAsync(KeepRule.Threshold(-1), hangs: rank => rank > 3));
        _time.Now.ShouldBe(TimeSpan.FromSeconds(12));
    }

    private Task<PruneResult> PruneAsync(KeepRule keep, PrunerOptions? options = null, Func<int, bool>? hangs = null)
    {
        var drafter = new FakeDrafter(async (request, ct) =>
        {
            await _time.WaitAsync(hangs?.Invoke(request.Context.Rank) ?? request.Context.Rank == 10 ? TimeSpan.FromHours(1) : TimeSpan.FromMilliseconds(100), ct);
            return DraftReply.With(Make.Evidence(-0.5));
        });
        var pruner = new ContextPruner(new FakeRetriever([.. Enumerable.Range(1, 10).Select(i => Make.Context(i))]), drafter, options ?? new PrunerOptions { HedgeDrafts = false }, _time);
        return _time.RunAsync(() => pruner.PruneAsync(new PruneRequest("When?") { Scorer = new MeanLogprobScorer(), Keep = keep }));
    }
}

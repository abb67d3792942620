using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

/// <summary>What nobody could read is not what the sources do not hold.</summary>
public sealed class RefusedContextsTests
{
    [Theory]
    [InlineData(Reasons.TooLong)]
    [InlineData(Reasons.NoText)]
    public async Task Where_every_context_was_refused_the_request_fails(string reason) =>
        (await Should.ThrowAsync<PrunerUpstreamBadResponse>(() => PruneAsync(_ => DraftReply.Refused(reason), 4))).Message.ShouldBe($"Only 0 of 4 contexts could be scored, 3 are needed; most often: {reason}.");

    [Fact]
    public async Task So_it_does_where_all_but_one_were_refused_and_that_one_does_not_hold_the_answer() =>
        await Should.ThrowAsync<PrunerUpstreamBadResponse>(() =>
            PruneAsync(r => r.Context.Rank == 1 ? DraftReply.With(Make.Evidence(draft: Abstention.Phrase)) : DraftReply.Refused(Reasons.TooLong), 4));

    [Fact]
    public async Task One_that_can_be_kept_is_enough_to_go_on()
    {
        var result = await PruneAsync(r => r.Context.Rank == 1 ? DraftReply.With(Make.Evidence()) : DraftReply.Refused(Reasons.TooLong), 4);
        (result.Status, result.Kept.Count).ShouldBe((RequestStatus.Partial, 1));
    }

    [Fact]
    public async Task A_shorter_copy_of_a_context_that_is_too_long_is_scored_by_itself()
    {
        Context[] contexts = [Make.Context(1, "The ferry leaves at nine." + new string(' ', 400)), Make.Context(2, "The ferry leaves at nine."), Make.Context(3)];
        var pruner = new ContextPruner(new FakeRetriever(contexts), new FakeDrafter(_ => Make.Evidence()), new PrunerOptions { MaxContextTokens = 50 });
        var result = await pruner.PruneAsync(new PruneRequest("When?") { Scorer = Catalog.Default.Scorer("mean-logprob") });
        result.Judgement.Contexts.Select(c => (c.Context.Rank, c.Disposition)).ShouldBe([(2, Disposition.Kept), (3, Disposition.Kept), (1, Disposition.Unscored)]);
    }

    private static Task<PruneResult> PruneAsync(Func<DraftRequest, DraftReply> reply, int contexts)
    {
        var drafter = new FakeDrafter((r, _) => Task.FromResult(reply(r)));
        return new ContextPruner(new FakeRetriever([.. Enumerable.Range(1, contexts).Select(i => Make.Context(i))]), drafter).PruneAsync(new PruneRequest("When?") { Scorer = Catalog.Default.Scorer("mean-logprob") });
    }
}

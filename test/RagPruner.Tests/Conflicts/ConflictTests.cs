using RagPruner.Calibration;
using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Conflicts;

public sealed class ConflictTests
{
    private const string Question = "How much does a ticket cost?";

    private static PendingContext Says(int rank, string draft, string? source = null, double? trust = null) =>
        new(Make.Context(rank, $"The notice at desk {rank} says: {draft}.") with { Source = source, Trust = trust }) { Question = Question, Evidence = Make.Evidence(draft: draft) };

    private static Judgement Decide(OnConflict onConflict, params PendingContext[] contexts) =>
        Judge.Decide(contexts, Catalog.Default.Scorer("retrieval"), new TopK(2), onConflict);

    private static string Verdicts(Judgement judgement) => string.Join(" ", judgement.Contexts.Select(c => $"{c.Context.Id}:{c.Reason}"));

    [Fact]
    public void A_minority_is_flagged_and_kept()
    {
        var judgement = Decide(OnConflict.Flag, Says(1, "20 euros"), Says(2, "10 euros"), Says(3, "ten euros"));
        Verdicts(judgement).ShouldBe("c1:in_top_k c2:in_top_k c3:below_top_k");
        judgement.Conflicts!.Groups.Select(g => (g.Answer, string.Join(',', g.ContextIds), g.Weight, g.Holds))
            .ShouldBe([("10 euros", "c2,c3", 2, true), ("20 euros", "c1", 1, false)]);
        judgement.Conflicts.Groups[0].Sources.ShouldBe(["s3://bucket/c2", "s3://bucket/c3"]);
    }

    [Fact]
    public void A_minority_is_dropped_and_the_next_best_take_its_place()
    {
        var judgement = Decide(OnConflict.Drop, Says(1, "20 euros"), Says(2, "10 euros"), Says(3, "ten euros"));
        Verdicts(judgement).ShouldBe("c2:in_top_k c3:in_top_k c1:contradicted");
        judgement.Contexts[^1].Score.ShouldBeNull();
    }

    [Fact]
    public void Of_equal_sides_the_better_ranked_holds() =>
        Verdicts(Decide(OnConflict.Drop, Says(1, "20 euros"), Says(2, "10 euros"))).ShouldBe("c1:in_top_k c2:contradicted");

    [Fact]
    public void Of_equal_sides_the_more_trusted_holds_before_the_better_ranked() =>
        Verdicts(Decide(OnConflict.Drop, Says(1, "20 euros"), Says(2, "10 euros", trust: 2))).ShouldBe("c2:in_top_k c1:contradicted");

    [Fact]
    public void Trust_outvotes_no_majority() =>
        Verdicts(Decide(OnConflict.Drop, Says(1, "20 euros"), Says(2, "10 euros", trust: 100), Says(3, "20 euros"))).ShouldBe("c1:in_top_k c3:in_top_k c2:contradicted");

    [Fact]
    public void Where_the_majority_is_poisoned_it_wins() =>
        Verdicts(Decide(OnConflict.Drop, Says(1, "10 euros"), Says(2, "20 euros"), Says(3, "20 euros"))).ShouldBe("c2:in_top_k c3:in_top_k c1:contradicted");

    [Fact]
    public void Pieces_of_one_source_are_one_vote_against_two() =>
        Verdicts(Decide(OnConflict.Drop, Says(1, "20 euros", "x"), Says(2, "20 euros", "x"), Says(3, "20 euros", "x"), Says(4, "10 euros"), Says(5, "10 euros")))
            .ShouldBe("c4:in_top_k c5:in_top_k c1:contradicted c2:contradicted c3:contradicted");

    [Fact]
    public void One_source_alone_is_said_to_be_one()
    {
        Decide(OnConflict.Flag, Says(1, "10 euros", "x"), Says(2, "10 euros", "x")).Conflicts.ShouldBe(new EvidenceConflicts([], true), Same);
        Decide(OnConflict.Flag, Says(1, "10 euros", "x"), Says(2, "10 euros", "y")).Conflicts.ShouldBe(new EvidenceConflicts([], false), Same);
    }

    [Fact]
    public void Where_all_drafts_abstain_there_is_no_conflict_and_nothing_kept() =>
        Decide(OnConflict.Drop, Says(1, "not in the context"), Says(2, "not in the context")).Conflicts.ShouldBe(new EvidenceConflicts([], false), Same);

    [Fact]
    public void Without_drafts_nobody_knows() =>
        Decide(OnConflict.Flag, new PendingContext(Make.Context(1)), new PendingContext(Make.Context(2))).Conflicts.ShouldBeNull();

    [Fact]
    public void Twenty_five_sources_with_as_many_answers_leave_the_best_ranked()
    {
        var judgement = Decide(OnConflict.Drop, [.. Enumerable.Range(1, 25).Select(i => Says(i, $"{i * 10} euros"))]);
        judgement.Kept.Select(c => c.Id).ShouldBe(["c1"]);
        judgement.Conflicts!.Groups.Count.ShouldBe(25);
        judgement.Contexts.Count(c => c.Reason == Reasons.Contradicted).ShouldBe(24);
    }

    [Fact]
    public void Every_context_is_in_the_result_once_whatever_is_dropped()
    {
        var contexts = Enumerable.Range(1, 20).Select(i => i % 7 == 0 ? Says(i, "not in the context") : Says(i, $"{i % 4 * 10} euros", i % 3 == 0 ? "x" : null)).ToArray();
        foreach (var onConflict in Enum.GetValues<OnConflict>())
            Decide(onConflict, contexts).Contexts.Select(c => c.Context.Rank).Order().ShouldBe(Enumerable.Range(1, 20));
    }

    [Theory]
    [InlineData(1.0, null)]
    [InlineData(0.0, null)]
    [InlineData(-1.0, "trust_unreadable")]
    public void A_weight_that_is_none_counts_as_not_given_and_is_told(double weight, string? told)
    {
        var documents = DocumentList.ToContexts([new Document("a") { Metadata = new Dictionary<string, MetadataValue> { ["trust"] = MetadataValue.Of(weight) } }], "trust");
        documents[0].Trust.ShouldBe(told is null ? weight : null);
        Decide(OnConflict.Flag, new PendingContext(documents[0]) { Evidence = Make.Evidence() }).Degraded.ShouldBe(told is null ? [] : [told]);
    }

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("high", null)]
    [InlineData("NaN", null)]
    [InlineData("1e999", null)]
    public void A_weight_may_be_a_text_of_a_number(string text, double? weight) =>
        DocumentList.ToContexts([new Document("a") { Metadata = new Dictionary<string, MetadataValue> { ["trust"] = MetadataValue.Of(text) } }], "trust")[0].Trust.ShouldBe(weight);

    [Fact]
    public async Task Review_is_asked_for_where_sources_disagree_only()
    {
        (await ReviewAsync("10 euros", "20 euros")).ShouldBe(NextStep.Review);
        (await ReviewAsync("10 euros", "ten euros")).ShouldBe(NextStep.Answer);
        (await ReviewAsync("not in the context", "not in the context")).ShouldBe(NextStep.Fallback);
    }

    private static async Task<NextStep> ReviewAsync(params string[] drafts)
    {
        var pruner = new ContextPruner(new FakeDrafter(r => Make.Evidence(draft: drafts[r.Context.Rank - 1])));
        var result = await pruner.PruneAsync(
            new PruneRequest(Question) { Documents = [.. drafts.Select((_, i) => new Document($"Page {i} says: {drafts[i]}.") { Source = $"{i}" })], OnConflict = OnConflict.Review },
            null, TestContext.Current.CancellationToken);
        return result.NextStep;
    }

    [Theory]
    [InlineData(OnConflict.Flag, 0)]
    [InlineData(OnConflict.Drop, 2)]
    [InlineData(OnConflict.Review, 2)]
    public async Task Drafts_are_written_where_conflicts_decide_whatever_the_scorer_needs(OnConflict onConflict, int drafts)
    {
        var pruner = new ContextPruner(new FakeDrafter(_ => Make.Evidence(draft: "10 euros")));
        var result = await pruner.PruneAsync(
            new PruneRequest(Question) { Documents = [new Document("One page."), new Document("Another page.")], OnConflict = onConflict, Scorer = Catalog.Default.Scorer("retrieval") },
            null, TestContext.Current.CancellationToken);
        result.Ledger.Drafts.ShouldBe(drafts);
    }

    private static readonly IEqualityComparer<EvidenceConflicts?> s_same =
        EqualityComparer<EvidenceConflicts?>.Create((a, b) => a!.IsSingleSource == b!.IsSingleSource && a.Groups.Count == 0 && b.Groups.Count == 0);

    private static IEqualityComparer<EvidenceConflicts?> Same => s_same;
}

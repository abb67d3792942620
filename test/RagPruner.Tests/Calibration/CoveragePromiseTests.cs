using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Calibration;

public sealed class CoveragePromiseTests
{
    private static readonly Profile s_profile = Labelled.Profile() with { Coverage = new CoverageCut(0.95, 1.0) };

    [Fact]
    public void Who_keeps_all_that_the_cut_keeps_is_promised_what_the_cut_promises()
    {
        Promise(Kept(3), Kept(1), Pruned(0.9, Reasons.BelowTopK)).ShouldBe(0.95);
        Promise(Kept(3), Kept(0.2), Pruned(0.1, Reasons.BelowTopK)).ShouldBe(0.95);
        Promise(Kept(3), Judged(null, Disposition.Merged, Reasons.Duplicate), Judged(null, Disposition.Pruned, Reasons.NotNeeded)).ShouldBe(0.95);
    }

    [Fact]
    public void Nothing_is_promised_where_something_went_that_the_cut_keeps_or_that_nobody_knows()
    {
        Promise(Kept(3), Pruned(1.0, Reasons.BelowTopK)).ShouldBeNull();
        Promise(Kept(3), Judged(null, Disposition.Pruned, Reasons.Contradicted)).ShouldBeNull();
        Promise(Kept(3), Judged(null, Disposition.Unscored, Reasons.TooLong)).ShouldBeNull();
    }

    [Fact]
    public void An_abstention_is_part_of_the_promise_only_where_the_profile_was_made_with_drafts()
    {
        var abstained = Judged(null, Disposition.Pruned, Reasons.DraftAbstained);
        CoveragePromise.Of(s_profile, new Judgement([Kept(3), abstained], [], []), writesDrafts: true).ShouldBe(0.95);
        Promise(Kept(3), abstained).ShouldBeNull();
    }

    private static double? Promise(params JudgedContext[] contexts) => CoveragePromise.Of(s_profile, new Judgement(contexts, [], []), writesDrafts: false);

    private static JudgedContext Kept(double score) => Judged(score, Disposition.Kept, Reasons.InTopK);

    private static JudgedContext Pruned(double score, string reason) => Judged(score, Disposition.Pruned, reason);

    private static JudgedContext Judged(double? score, Disposition disposition, string reason) => new(Make.Context(1), null, score, disposition, reason, null);
}

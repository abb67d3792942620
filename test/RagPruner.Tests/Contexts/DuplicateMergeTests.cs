using FsCheck.Xunit;
using RagPruner.Contexts;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Contexts;

public sealed class DuplicateMergeTests
{
    private const string Page = "Refunds for a cancelled sailing are paid within ten working days to the card that was used for the booking, and the passenger gets a message when the payment has left our bank.";

    [Fact]
    public void The_same_words_merge_into_the_first() =>
        DuplicateMerge.Find([Make.Context(1, Page), Make.Context(2), Make.Context(3, Page.ToUpperInvariant())]).ShouldBe([null, null, 0]);

    [Fact]
    public void A_near_copy_merges() =>
        DuplicateMerge.Find([Make.Context(1, $"{Page} Owner: Ines."), Make.Context(2, $"{Page} Owner: Mika.")]).ShouldBe([null, 0]);

    [Fact]
    public void Two_versions_that_differ_in_a_figure_do_not_merge() =>
        DuplicateMerge.Find([Make.Context(1, $"{Page} It costs 12 euros."), Make.Context(2, $"{Page} It costs 15 euros.")]).ShouldBe([null, null]);

    [Fact]
    public void Two_versions_that_contradict_each_other_do_not_merge() =>
        DuplicateMerge.Find([Make.Context(1, Page), Make.Context(2, Page.Replace("are paid", "are not paid", StringComparison.Ordinal))]).ShouldBe([null, null]);

    [Theory]
    [InlineData("It takes three months.", "It takes nine months.")]
    [InlineData("You should pay.", "You shouldn't pay.")]
    [InlineData("Stored at -5 degrees.", "Stored at 5 degrees.")]
    [InlineData("It closes on Monday.", "It closes on Friday.")]
    public void Versions_that_differ_in_a_fact_do_not_merge(string first, string second) =>
        DuplicateMerge.Find([Make.Context(1, $"{Page} {first}"), Make.Context(2, $"{Page} {second}")]).ShouldBe([null, null]);

    [Fact]
    public void Content_without_text_never_merges() =>
        DuplicateMerge.Find([Make.Context(1, ""), Make.Context(2, "")]).ShouldBe([null, null]);

    [Property]
    public void Nothing_merges_into_what_is_itself_merged(int seed)
    {
        var random = new Random(seed);
        var contexts = Enumerable.Range(1, random.Next(1, 12)).Select(i => Make.Context(i, string.Join(' ', Enumerable.Range(0, 12).Select(_ => random.Next(8) == 0 ? "odd" : "word")))).ToArray();
        var into = DuplicateMerge.Find(contexts);
        for (var i = 0; i < into.Count; i++)
        {
            if (into[i] is { } other)
                (other < i && into[other] is null).ShouldBeTrue();
        }
    }
}

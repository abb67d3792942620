using RagPruner.Accounting;
using RagPruner.Contexts;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Contexts;

public sealed class ContextTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1.5, true)]
    [InlineData(-0.1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void A_trust_weight_is_a_finite_number_of_at_least_0(double value, bool isWeight)
    {
        TrustWeight.IsWeight(value).ShouldBe(isWeight);
        if (isWeight)
            (Make.Context(1) with { Trust = value }).Trust.ShouldBe(value);
        else
            Should.Throw<ArgumentOutOfRangeException>(() => Make.Context(1) with { Trust = value });
        (Make.Context(1) with { Trust = null }).Trust.ShouldBeNull();
    }

    [Fact]
    public void Trust_is_read_from_metadata_as_a_number_or_a_text_of_one()
    {
        var context = Make.Context(1);
        var metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal)
        {
            ["number"] = MetadataValue.Of(2),
            ["text"] = MetadataValue.Of("0.5"),
            ["negative"] = MetadataValue.Of(-1),
            ["words"] = MetadataValue.Of("much"),
        };
        context.WithTrust(metadata, "number").Trust.ShouldBe(2);
        context.WithTrust(metadata, "text").Trust.ShouldBe(0.5);
        foreach (var key in new[] { "negative", "words" })
            (context.WithTrust(metadata, key).Trust, context.WithTrust(metadata, key).HasUnreadableTrust).ShouldBe((null, true));
        foreach (var key in new[] { null, "missing" })
            (context.WithTrust(metadata, key).Trust, context.WithTrust(metadata, key).HasUnreadableTrust).ShouldBe((null, false));
        context.WithTrust(null, "number").ShouldBe(context);
    }

    [Fact]
    public void A_source_is_the_uri_without_its_fragment_unless_given()
    {
        (Make.Context(1) with { Uri = "a.md#2" }).Source.ShouldBe("a.md");
        (Make.Context(1) with { Uri = "a.md#2", Source = "b" }).Source.ShouldBe("b");
        (Make.Context(1) with { Uri = null }).Source.ShouldBeNull();
    }

    [Fact]
    public void Tokens_are_estimated_from_the_text_unless_given()
    {
        var context = Make.Context(1, "one two three four five");
        context.EstimatedTokens.ShouldBe(TokenEstimate.Of("one two three four five"));
        (context with { EstimatedTokens = 99 }).EstimatedTokens.ShouldBe(99);
        (context with { EstimatedTokens = 0 }).EstimatedTokens.ShouldBe(context.EstimatedTokens);
    }

    [Theory]
    [InlineData("no_text", true)]
    [InlineData("too_long", true)]
    [InlineData("draft_empty", true)]
    [InlineData("draft_blocked", true)]
    [InlineData("draft_bad_response", true)]
    [InlineData("draft_throttled", true)]
    [InlineData("draft_deadline", true)]
    [InlineData("in_top_k", false)]
    [InlineData("draft_abstained", false)]
    [InlineData("over_limit", false)]
    public void Some_reasons_say_that_there_is_no_evidence(string reason, bool isWithout) => Reasons.IsWithoutEvidence(reason).ShouldBe(isWithout);
}

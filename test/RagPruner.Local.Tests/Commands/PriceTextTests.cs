using RagPruner.Accounting;
using RagPruner.Errors;
using RagPruner.Local.Commands;

namespace RagPruner.Local.Tests.Commands;

public sealed class PriceTextTests
{
    [Fact]
    public void A_price_is_by_the_token_by_the_call_or_by_the_window()
    {
        PriceText.Parse("--x", "0.04/0.08").ShouldBe(new ModelPrice(0.04, 0.08));
        PriceText.Parse("--x", "3/15/0.3/3.75").ShouldBe(new ModelPrice(3, 15) { CacheReadUsdPerMillion = 0.3, CacheWriteUsdPerMillion = 3.75 });
        PriceText.Parse("--x", "0.0006/call").ShouldBe(new ModelPrice(0, 0, 0.0006));
        PriceText.Parse("--x", "0.57/window/1000").ShouldBe(ModelPrice.PerWindow(0.57, 1000));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("3/x")]
    [InlineData("3/15/0.3")]
    [InlineData("-3/15")]
    [InlineData("call/3")]
    [InlineData("3/window")]
    [InlineData("3/window/0")]
    [InlineData("1e999/2")]
    [InlineData("NaN/2")]
    public void What_is_no_price_is_refused_with_the_forms_there_are(string text) =>
        Should.Throw<PrunerInvalidInput>(() => PriceText.Parse("--final-price", text)).Message.ShouldStartWith("--final-price is written IN/OUT");

    [Theory]
    [InlineData("3/15")]
    [InlineData("3/15/0.3/3.75")]
    [InlineData("0.0006/call")]
    public void A_price_is_printed_as_it_is_read(string text) => PriceText.Of(PriceText.Parse("--x", text)).ShouldBe(text);
}

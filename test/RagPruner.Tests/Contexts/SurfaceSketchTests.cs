using RagPruner.Contexts;

namespace RagPruner.Tests.Contexts;

public sealed class SurfaceSketchTests
{
    [Theory]
    [InlineData("R&D")]
    [InlineData("e\u0300")]
    [InlineData("e\u036F")]
    [InlineData("\uFB00")]
    [InlineData("\uFB06")]
    [InlineData("\u0130")]
    [InlineData("\u212A")]
    public void A_text_with_something_that_turns_into_letters_has_none(string text) => SurfaceSketch.Of(text).ShouldBeNull();

    [Theory]
    [InlineData("x\u02FF")]
    [InlineData("x\u0370")]
    [InlineData("x\uFAFF")]
    [InlineData("x\uFB07")]
    public void Their_neighbours_are_like_any_other_sign(string text) => SurfaceSketch.Of(text).ShouldBe(SurfaceSketch.Of("x"));

    [Fact]
    public void Every_letter_and_figure_counts_without_case_but_those_of_articles()
    {
        var empty = SurfaceSketch.Of("");
        var all = Enumerable.Range(0, 128).Select(c => ((char)c).ToString()).Where(c => c != "&").ToLookup(SurfaceSketch.Of);
        all[empty].Where(c => char.IsAsciiLetterOrDigit(c[0])).ShouldBe(["A", "E", "H", "N", "T", "a", "e", "h", "n", "t"]);
        all.Where(g => g.Key != empty).Select(g => string.Concat(g)).Order(StringComparer.Ordinal).ShouldBe([
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
            "Bb", "Cc", "Dd", "Ff", "Gg", "Ii", "Jj", "Kk", "Ll", "Mm", "Oo", "Pp", "Qq", "Rr", "Ss", "Uu", "Vv", "Ww", "Xx", "Yy", "Zz",
        ]);
    }

    [Fact]
    public void Their_order_counts_too() => SurfaceSketch.Of("bc").ShouldNotBe(SurfaceSketch.Of("cb"));
}

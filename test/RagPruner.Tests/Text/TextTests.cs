using System.Text;
using FsCheck.Xunit;
using RagPruner.Accounting;
using RagPruner.Text;

namespace RagPruner.Tests.Text;

public sealed class WordsTests
{
    [Theory]
    [InlineData("The ferry's bell", "the ferry bell")]
    [InlineData("1,190 questions, 3.5 %", "1190 questions 3.5")]
    [InlineData("well-kept isn't", "well kept isnt")]
    [InlineData("Malmö CAFÉ", "malmö café")]
    [InlineData("東京", "東 京")]
    [InlineData("…—!", "")]
    public void Are_normalised(string text, string words) => string.Join(' ', Words.Normals(text)).ShouldBe(words);

    [Property]
    public void Stand_in_order_and_do_not_overlap(string? text)
    {
        var end = 0;
        foreach (var word in Words.Of(text ?? ""))
        {
            word.Start.ShouldBeGreaterThanOrEqualTo(end);
            word.Length.ShouldBeGreaterThan(0);
            end = word.Start + word.Length;
        }
        end.ShouldBeLessThanOrEqualTo((text ?? "").Length);
    }
}

public sealed class TokenOverlapTests
{
    [Theory]
    [InlineData("the nine", "Nine", 1)]
    [InlineData("nine ferries", "nine", 2 / 3.0)]
    [InlineData("nine", "ten", 0)]
    [InlineData("", "", 1)]
    [InlineData("", "nine", 0)]
    public void Is_the_f1_of_the_words(string first, string second, double f1) => TokenOverlap.F1(first, second).ShouldBe(f1, 1e-12);

    [Property]
    public void Is_the_same_both_ways(string? first, string? second) =>
        TokenOverlap.F1(first ?? "", second ?? "").ShouldBe(TokenOverlap.F1(second ?? "", first ?? ""));
}

public sealed class TokenEstimateTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("four", 1)]
    [InlineData("fives", 2)]
    [InlineData("東京", 2)]
    public void Is_a_quarter_of_the_bytes_rounded_up(string text, int tokens) => TokenEstimate.Of(text).ShouldBe(tokens);
}

public sealed class JsonRepairTests
{
    [Theory]
    [InlineData("""{"a": NaN, "b": [-Infinity, Infinity]}""", """{"a": null, "b": [null, null]}""")]
    [InlineData("""{"a": "NaN \" Infinity", "b": NaN}""", """{"a": "NaN \" Infinity", "b": null}""")]
    [InlineData("""{"a": 1}""", """{"a": 1}""")]
    public void Becomes_null_outside_of_strings(string json, string expected) =>
        Encoding.UTF8.GetString(JsonRepair.Repair(Encoding.UTF8.GetBytes(json)).Span).ShouldBe(expected);
}
